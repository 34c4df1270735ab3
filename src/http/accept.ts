// Content negotiation over the three forms of an answer (RFC 9110, 12.5.1).
export type AnswerForm = "ndjson" | "json" | "csv";

export const MEDIA_TYPES: Readonly<Record<AnswerForm, string>> = {
  ndjson: "application/x-ndjson",
  json: "application/json",
  csv: "text/csv; charset=utf-8; header=present",
};

const BY_MEDIA_TYPE: Readonly<Record<string, AnswerForm>> = {
  "application/x-ndjson": "ndjson",
  "application/ndjson": "ndjson",
  "application/jsonl": "ndjson",
  "application/json": "json",
  "text/csv": "csv",
  "*/*": "ndjson",
  "application/*": "ndjson",
  "text/*": "csv",
};

/** @returns the form that the header likes best, earlier ones first among equals; null when it takes none. */
export function negotiate(accept: string | null): AnswerForm | null {
  if (accept === null || accept.trim() === "") return "ndjson";
  let best: AnswerForm | null = null;
  let bestQuality = 0;
  for (const range of accept.split(",")) {
    const [mediaType = "", ...parameters] = range
      .split(";")
      .map((part) => part.trim().toLowerCase());
    const form = BY_MEDIA_TYPE[mediaType];
    const quality = qualityOf(parameters);
    if (form !== undefined && quality > bestQuality) {
      best = form;
      bestQuality = quality;
    }
  }
  return best;
}

function qualityOf(parameters: readonly string[]): number {
  const text = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2);
  if (text === undefined) return 1;
  const quality = Number(text);
  return quality >= 0 && quality <= 1 ? quality : 0;
}
