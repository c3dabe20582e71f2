// The last step of training: the test rows through onnxruntime here, and the pages of the card.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Card, readModelFile } from "../card.ts";
import { cardPage } from "../card-page.ts";
import { inputWidth, outputWidth } from "../packing.ts";
import { openModel } from "../session.ts";
import { Window, type WindowSpec } from "../window.ts";
import { readNpy } from "./npy.ts";

const chunkRows = 1024;

/** Rows of a model's input, one after the other, each written into the matrix. */
type Inputs = Iterable<(matrix: Float32Array, at: number) => void>;

/**
 * Compares what onnxruntime gives here with what the library gave in Python, writes that into the
 * card, and the card's page beside it. Throws where they differ by more than a rounding error.
 */
export const finishCard = async (sessions: string, folder: URL): Promise<Card> => {
  const name = folder.pathname.split("/").at(-2)!;
  const json = JSON.parse(readFileSync(new URL("card.json", folder), "utf8"));
  const spec = (json as Card).window;
  const golden = JSON.parse(readFileSync(new URL("golden.json", folder), "utf8"));
  const bytes = new Uint8Array(readFileSync(new URL("model.onnx", folder)));
  const windowRows = spec?.rows ?? 1;
  const run = await openModel({ name, bytes, golden, windowRows });
  const wanted = readNpy(join(sessions, "parity.probabilities.npy"), "<f8");
  const rowNumbers = windowRows * inputWidth;
  const matrix = new Float32Array(chunkRows * rowNumbers);
  let rows = 0;
  let filled = 0;
  let maxDifference = 0;
  let same = 0;
  const compare = async () => {
    const made = await run(matrix, filled);
    for (let i = 0; i < filled; i++) {
      const up = made[i * outputWidth + 1]!;
      const wish = wanted[rows + i]!;
      maxDifference = Math.max(maxDifference, Math.abs(up - wish));
      if (up > 0.5 === wish > 0.5) same++;
    }
    rows += filled;
    filled = 0;
  };
  for (const write of spec === undefined ? vectorsOf(sessions) : windowsOf(sessions, spec)) {
    write(matrix, filled++ * rowNumbers);
    if (filled === chunkRows) await compare();
  }
  if (filled > 0) await compare();
  if (rows !== wanted.length) throw new Error(`Node saw ${rows} rows, Python ${wanted.length}`);
  const file = new URL("card.json", folder);
  json.parity.node = { rows, maxDifference, sameClass: same / rows };
  writeFileSync(file, JSON.stringify(json, null, 2) + "\n");
  const card = readModelFile(name, file, Card);
  writeFileSync(new URL("card.md", folder), cardPage(card));
  if (maxDifference > 1e-5) throw new Error(`Node and Python differ by ${maxDifference}`);
  return card;
};

function* vectorsOf(sessions: string): Inputs {
  const features = readNpy(join(sessions, "parity.features.npy"), "<f4");
  for (let at = 0; at < features.length; at += inputWidth) {
    yield (matrix, to) => matrix.set(features.subarray(at, at + inputWidth), to);
  }
}

/** The windows of the picked vectors, through the very window that serves. */
function* windowsOf(sessions: string, spec: WindowSpec): Inputs {
  const picked: { file: string; rows: number[] }[] = JSON.parse(
    readFileSync(join(sessions, "parity.windows.json"), "utf8"),
  );
  for (const { file, rows } of picked) {
    const features = readNpy(join(sessions, `${file}.features.npy`), "<f4");
    const moments = readNpy(join(sessions, `${file}.moments.npy`), "<i8");
    const columns = moments.length / (features.length / inputWidth);
    const window = new Window(spec, inputWidth);
    let next = 0;
    for (let row = 0; next < rows.length; row++) {
      const eventTimeUs = Number(moments[row * columns]);
      const flags = Number(moments[row * columns + 3]);
      window.push({ eventTimeUs, flags }, features, row * inputWidth);
      if (row !== rows[next]) continue;
      next++;
      yield (matrix, at) => window.write(matrix, at);
    }
  }
}
