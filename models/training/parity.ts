// The last step of training: the test rows through onnxruntime here, and the pages of the card.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Card, readModelFile } from "../card.ts";
import { cardPage } from "../card-page.ts";
import { inputWidth, outputWidth } from "../packing.ts";
import { openModel } from "../session.ts";
import { readNpy } from "./npy.ts";

const chunkRows = 1024;

/**
 * Compares what onnxruntime gives here with what LightGBM gave in Python, writes that into the
 * card, and the card's page beside it. Throws where they differ by more than a rounding error.
 */
export const finishCard = async (sessions: string, folder: URL): Promise<Card> => {
  const name = folder.pathname.split("/").at(-2)!;
  const golden = JSON.parse(readFileSync(new URL("golden.json", folder), "utf8"));
  const bytes = new Uint8Array(readFileSync(new URL("model.onnx", folder)));
  const run = await openModel({ name, bytes, golden, windowRows: 1 });
  const features = readNpy(join(sessions, "parity.features.npy"), "<f4");
  const wanted = readNpy(join(sessions, "parity.probabilities.npy"), "<f8");
  const rows = features.length / inputWidth;
  const matrix = new Float32Array(chunkRows * inputWidth);
  let maxDifference = 0;
  let same = 0;
  for (let from = 0; from < rows; from += chunkRows) {
    const count = Math.min(chunkRows, rows - from);
    matrix.set(features.subarray(from * inputWidth, (from + count) * inputWidth));
    const made = await run(matrix, count);
    for (let i = 0; i < count; i++) {
      const up = made[i * outputWidth + 1]!;
      const wish = wanted[from + i]!;
      maxDifference = Math.max(maxDifference, Math.abs(up - wish));
      if (up > 0.5 === wish > 0.5) same++;
    }
  }
  const file = new URL("card.json", folder);
  const json = JSON.parse(readFileSync(file, "utf8"));
  json.parity.node = { rows, maxDifference, sameClass: same / rows };
  writeFileSync(file, JSON.stringify(json, null, 2) + "\n");
  const card = readModelFile(name, file, Card);
  writeFileSync(new URL("card.md", folder), cardPage(card));
  if (maxDifference > 1e-5) throw new Error(`Node and Python differ by ${maxDifference}`);
  return card;
};
