// xlrd on Python: the workbook in memory, its rows as JSON by Python's json module.
import { execFile, spawn } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { ChildFigures } from "../measure.ts";
import { findPythonWithXlrd } from "../outside-tools.ts";
import type { ReadWork, Work } from "../peer.ts";

const SCRIPT = join(import.meta.dirname, "xlrd-rows.py");

export const read: ReadWork = async ({ file }, sink) => {
  const { stdout } = spawn(python(), [SCRIPT, file, "--show"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  // How many rows there are does not matter to who looks at their contents.
  for await (const bytes of stdout) sink.block(bytes as Uint8Array, 0, 0);
};

export async function measureOutside({ file }: Work): Promise<ChildFigures> {
  const { stdout } = await promisify(execFile)(python(), [SCRIPT, file]);
  return JSON.parse(stdout) as ChildFigures;
}

function python(): string {
  const found = findPythonWithXlrd();
  if (found === null) throw new Error("no Python with xlrd");
  return found;
}
