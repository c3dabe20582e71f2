// `npm run dead-letters`: what actors could not take, and whether they can now.
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { type Letter, readLetters, runLetter } from "../../actors/run/dead-letter-replay.ts";
import { openInference } from "../../models/inference.ts";
import { openByteStore } from "../../streams/transport/clickhouse-bytes.ts";
import { readEndpoints } from "./endpoints.ts";
import { readInstruments } from "./instruments-file.ts";

const help = `npm run dead-letters -- [options]

Lists the records that an actor failed on twice, which it then went on without.

  --data-dir DIR  Folder of a system that runs (default .contrail)
  --replay N      Runs the log again up to letter N with the code of today, and says whether its actor
                  takes the record now. Changes nothing: what was passed over stays passed over
  --json          One JSON object as the last line
  --help          This text
`;

const lineOf = (letter: Letter): string =>
  `${letter.ordinal}  ${letter.actor}  ${letter.stream} position ${letter.position}  ` +
  `after ${letter.attempts} attempts: ${letter.error}`;

const options = {
  "data-dir": { type: "string", default: ".contrail" },
  replay: { type: "string" },
  json: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

const main = async (): Promise<void> => {
  const { values } = parseArgs({ options });
  if (values.help) return console.log(help);
  const dataDir = resolve(values["data-dir"]);
  if (!existsSync(join(dataDir, "run", "endpoints.json"))) {
    throw new Error(`--data-dir "${values["data-dir"]}": no system has run there`);
  }
  const { url, users } = readEndpoints(dataDir).clickhouse;
  const store = openByteStore({ url, ...users.api, name: "dead-letters" });
  try {
    const letters = await readLetters(store).catch((cause: Error) => {
      throw new Error(`Cannot read ${url}: is the system running? ${cause.message}`);
    });
    if (values.replay === undefined) {
      letters.forEach((letter) => console.log(lineOf(letter)));
      if (letters.length === 0) console.log("No dead letters");
      if (values.json) console.log(JSON.stringify({ letters }));
      return;
    }
    const letter = letters.find(({ ordinal }) => String(ordinal) === values.replay);
    if (letter === undefined) {
      const known = letters.map(({ ordinal }) => ordinal).join(", ") || "none";
      throw new Error(`--replay "${values.replay}": expected the number of a letter: ${known}`);
    }
    const inference = await openInference();
    const outcome = await runLetter(letter, {
      store,
      letters,
      instruments: readInstruments(dataDir),
      predict: inference.predict,
    }).finally(() => inference.close());
    console.log(lineOf(letter));
    console.log(outcome.taken ? "It is taken now" : `It fails again: ${outcome.error}`);
    if (values.json) console.log(JSON.stringify({ letter, ...outcome }));
    if (!outcome.taken) process.exitCode = 1;
  } finally {
    await store.close();
  }
};

try {
  await main();
} catch (cause) {
  console.error(`error: ${(cause as Error).message}`);
  process.exitCode = 1;
}
