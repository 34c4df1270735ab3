// LibreOffice without a window, as another writer of spreadsheets (Debian: libreoffice-calc).
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { join, parse } from "node:path";
import { pathToFileURL } from "node:url";

const COMMAND = "soffice";

export function hasLibreOffice(): boolean {
  try {
    execFileSync(COMMAND, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/**
 * Writes a spreadsheet in another format.
 * @param format also the extension.
 * @param folder where the new file goes, and the profile that LibreOffice uses.
 * @returns the path of the new file.
 */
export async function convertWithLibreOffice(
  file: string,
  format: string,
  folder: string,
): Promise<string> {
  // A profile of its own, so that none of the user's is read, and an open LibreOffice not asked.
  const profile = pathToFileURL(join(folder, "libreoffice-profile"));
  const args = [`-env:UserInstallation=${profile}`, "--headless", "--norestore"];
  const child = spawn(COMMAND, [...args, "--convert-to", format, "--outdir", folder, file], {
    stdio: "ignore",
  });
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw new Error(`LibreOffice ended with ${code}`);
  return join(folder, `${parse(file).name}.${format}`);
}
