import { OPS } from "unpdf/pdfjs";
import { expect, it } from "vitest";
import { OPERATORS } from "../../../src/formats/pdf/operators.ts";

it("has the codes that pdf.js gives its operators", () => {
  const known: Readonly<Record<string, number>> = OPS;
  expect(OPERATORS).toEqual(
    Object.fromEntries(Object.keys(OPERATORS).map((name) => [name, known[name]])),
  );
});
