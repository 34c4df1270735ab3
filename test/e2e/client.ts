// A client of the running service: uploads whole or piece by piece, reads the records.
import { request, type IncomingMessage } from "node:http";

export interface Answer {
  status: number;
  records: Record<string, unknown>[];
}

const KEY = "Bearer dev-enterprise";

export interface Health {
  supported_formats: string[];
  formats: Record<string, { enabled: boolean; active_parses: number; source: string }>;
}

export async function readHealth(url: string): Promise<Health> {
  const response = await fetch(`${url}/health`);
  return (await response.json()) as Health;
}

export async function activeParses(url: string, format: string): Promise<number | undefined> {
  return (await readHealth(url)).formats[format]?.active_parses;
}

/** Uploads a whole file. */
export async function upload(
  url: string,
  body: string | Uint8Array,
  query: string,
): Promise<Answer> {
  const response = await fetch(`${url}/v1/parse?${query}`, {
    method: "POST",
    headers: { authorization: KEY },
    body,
  });
  return { status: response.status, records: parseRecords(await response.text()) };
}

/** An upload whose body is sent as the test goes on. */
export interface SlowUpload {
  send: (text: string) => Promise<void>;
  finish: () => void;
  /** Breaks the connection off. */
  leave: () => void;
  /** Resolves with the answer once it has ended; rejects when the connection breaks. */
  answer: Promise<Answer>;
}

export function beginUpload(url: string, query: string): SlowUpload {
  const outgoing = request(`${url}/v1/parse?${query}`, {
    method: "POST",
    headers: { authorization: KEY, "transfer-encoding": "chunked" },
  });
  const answer = new Promise<Answer>((resolve, reject) => {
    outgoing.on("error", reject);
    outgoing.on("response", (incoming) => readAnswer(incoming).then(resolve, reject));
  });
  // A test that leaves does not wait for the answer.
  answer.catch(() => undefined);
  return {
    send: (text) =>
      new Promise((resolve, reject) => {
        outgoing.write(text, (error) => (error ? reject(error) : resolve()));
      }),
    finish: () => void outgoing.end(),
    leave: () => void outgoing.destroy(),
    answer,
  };
}

async function readAnswer(incoming: IncomingMessage): Promise<Answer> {
  let text = "";
  for await (const chunk of incoming.setEncoding("utf8")) text += chunk as string;
  return { status: incoming.statusCode ?? 0, records: parseRecords(text) };
}

function parseRecords(text: string): Record<string, unknown>[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** Lines of a ledger, so many that they fill at least `bytes`. */
export function ledger(bytes: number, firstId = 1): { text: string; rows: number } {
  const lines: string[] = [];
  let length = 0;
  while (length < bytes) {
    const id = firstId + lines.length;
    const line = `${id},2025-01-31,${1000 + (id % 9000)},Payment for invoice ${id * 7} of the month of January as agreed by contract,${id % 1000}.50,,EUR\n`;
    lines.push(line);
    length += line.length;
  }
  return { text: lines.join(""), rows: lines.length };
}

export const LEDGER_HEADER = "Id,Date,Account,Description,Debit,Credit,Currency\n";
