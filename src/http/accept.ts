// Content negotiation over the three forms of an answer (RFC 9110, 12.5.1).
export type AnswerForm = "ndjson" | "json" | "csv";

export const MEDIA_TYPES: Readonly<Record<AnswerForm, string>> = {
  ndjson: "application/x-ndjson",
  json: "application/json",
  csv: "text/csv; charset=utf-8",
};

/** The media ranges that take a form, the most specific first: it alone counts for its form. */
const RANGES: readonly { form: AnswerForm; ranges: readonly (readonly string[])[] }[] = [
  {
    form: "ndjson",
    ranges: [
      ["application/x-ndjson", "application/ndjson", "application/jsonl"],
      ["application/*"],
      ["*/*"],
    ],
  },
  { form: "json", ranges: [["application/json"], ["application/*"], ["*/*"]] },
  { form: "csv", ranges: [["text/csv"], ["text/*"], ["*/*"]] },
];

interface MediaRange {
  mediaType: string;
  quality: number;
  place: number;
}

/** @returns the form that the header likes best, earlier ones first among equals; null when it takes none. */
export function negotiate(accept: string | null): AnswerForm | null {
  if (accept === null || accept.trim() === "") return "ndjson";
  const listed = accept.split(",").map(readRange);
  let best: AnswerForm | null = null;
  let bestRange: Omit<MediaRange, "mediaType"> = { quality: 0, place: Number.POSITIVE_INFINITY };
  for (const { form, ranges } of RANGES) {
    const range = decisiveRange(listed, ranges);
    if (range === undefined || range.quality === 0) continue;
    const isBetter =
      range.quality > bestRange.quality ||
      (range.quality === bestRange.quality && range.place < bestRange.place);
    if (!isBetter) continue;
    best = form;
    bestRange = range;
  }
  return best;
}

function decisiveRange(
  listed: readonly MediaRange[],
  ranges: readonly (readonly string[])[],
): MediaRange | undefined {
  for (const names of ranges) {
    const found = listed.find(({ mediaType }) => names.includes(mediaType));
    if (found !== undefined) return found;
  }
  return undefined;
}

function readRange(text: string, place: number): MediaRange {
  const [mediaType = "", ...parameters] = text.split(";").map((part) => part.trim().toLowerCase());
  return { mediaType, quality: qualityOf(parameters), place };
}

function qualityOf(parameters: readonly string[]): number {
  const text = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2);
  if (text === undefined) return 1;
  const quality = Number(text);
  return quality >= 0 && quality <= 1 ? quality : 0;
}
