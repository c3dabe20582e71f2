// npm run train:paper: every model of the paper's table on recorded books, and the page that shows it.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { paperPage, type PaperResults } from "./paper/page.ts";
import { preparePython, runPython, say, TrainingFailed } from "./python.ts";

const usage = `Usage: npm run train:paper -- [options]

Trains DeepLOB, BiN-CTABL, TLOB, XGBoost, LightGBM and our own model on the recorded 10-level books of
binance-l2-20240808, for horizons of 10, 20, 50 and 100 rows, beside the rules anyone could follow, and writes
perf/results/models-paper.json and docs/paper-table.md. What is in the results already is not trained again, so
a run that was stopped goes on. Some 40 minutes of CPU in all, most of it DeepLOB and TLOB.

  --data DIR         recorded files (default: CONTRAIL_SHARED_DATA, or ../shared/data)
  --seeds N          seeds of each model (default 5)
  --jobs N           trained side by side (default 2)
  --models A,B       only these, as the table calls them
  --instruments A,B  only these, such as usdm_btcusdt
  --effort X         so many times the training steps of the networks (default 1)
  --fi2010 DIR       the FI-2010 files (Train_Dst_NoAuction_DecPre_CF_7.txt and its tests) instead of the
                     recorded books; the table is printed, and no file is written
  --anew             train again what is in the results; with --models or --instruments, only theirs
  --page             only write the page from the results
  --help`;

const results = fileURLToPath(new URL("../../perf/results/models-paper.json", import.meta.url));
const page = fileURLToPath(new URL("../../docs/paper-table.md", import.meta.url));
const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const read = (file: string): PaperResults => JSON.parse(readFileSync(file, "utf8"));

const main = (): void => {
  const { values } = parseArgs({
    options: {
      data: { type: "string" },
      seeds: { type: "string", default: "5" },
      jobs: { type: "string", default: "2" },
      models: { type: "string", default: "" },
      instruments: { type: "string", default: "" },
      effort: { type: "string", default: "1" },
      fi2010: { type: "string", default: "" },
      anew: { type: "boolean", default: false },
      page: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return say(usage);
  for (const name of ["seeds", "jobs", "effort"] as const) {
    if (!(Number(values[name]) > 0)) {
      throw new TrainingFailed(`--${name} is "${values[name]}": expected a number above 0`);
    }
  }
  if (!values.page) {
    const shared = here("../../../shared/data");
    const data = values.data ?? process.env["CONTRAIL_SHARED_DATA"] ?? shared;
    const books = resolve(data, "binance-l2-20240808");
    const needed = values.fi2010 === "" ? books : resolve(values.fi2010);
    if (!existsSync(needed)) {
      throw new TrainingFailed(`Cannot find "${needed}": --data or --fi2010 names the folder`);
    }
    preparePython({ networks: true });
    const cache = here(".cache/paper");
    mkdirSync(cache, { recursive: true });
    const out = values.fi2010 === "" ? results : join(cache, "fi2010.json");
    const fi2010 = values.fi2010 === "" ? [] : ["--fi2010", needed];
    const { seeds, jobs, models, instruments, effort } = values;
    const chosen = Object.entries({ seeds, jobs, models, instruments, effort })
      .filter(([, value]) => value !== "").flatMap(([name, value]) => [`--${name}`, value]);
    if (values.anew) chosen.push("--anew");
    const rest = ["--data", books, "--cache", cache, "--out", out, ...fi2010, ...chosen];
    runPython("-W", "ignore", "paper/table.py", ...rest);
    if (values.fi2010 !== "") return void process.stdout.write(paperPage(read(out)));
  }
  writeFileSync(page, paperPage(read(results)));
  say("wrote perf/results/models-paper.json and docs/paper-table.md");
};

try {
  main();
} catch (cause) {
  say((cause as Error).message);
  process.exitCode = 1;
}
