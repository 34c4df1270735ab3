// Tells text whose lines are divided by tabs, for the signatures of text formats.

const LEADING_LINES = 20;

/** True when most of the first lines that are not blank have a tab. */
export function isMostlyTabbed(text: string): boolean {
  const lines = text.split(/\r\n?|\n/, LEADING_LINES).filter((line) => line.trim() !== "");
  const tabbed = lines.filter((line) => line.includes("\t")).length;
  return lines.length > 0 && tabbed * 2 > lines.length;
}
