// `npm run dashboards:check`: asks every panel of systems that run, through a real Prometheus and the real ClickHouse.
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { findPrometheus } from "../prometheus/find.ts";
import { mayBeEmpty, panels } from "./answers.ts";
import { startCollector } from "./collector.ts";
import { show, shown } from "./scenes.ts";

const help = `Usage: npm run dashboards:check -- [options]

Starts systems to which everything happens that dashboards tell of, and a Prometheus over each (apt-get install
prometheus), and asks every query of every panel as Grafana asks it. One that is refused, lacks a column that
is drawn, or has nothing to tell is an error.

  --record     Keep the result in perf/results/dashboards.json
  --help       This text`;

const { values: given } = parseArgs({
  options: {
    record: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

const check = async (): Promise<number> => {
  const binary = findPrometheus();
  if (binary === undefined) {
    console.error("error: prometheus is not installed: apt-get install prometheus");
    return 2;
  }
  const collector = await startCollector();
  const answers: object[] = [];
  for (const one of shown) {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
    for (const answer of await show(one, { binary, env })) {
      console.error(`${String(answer.rows).padStart(6)} ${answer.from.padEnd(10)} ${answer.panel}`);
      const why = answer.rows === 0 ? { why: mayBeEmpty[answer.panel]! } : {};
      answers.push({ ...answer, system: one.system, ...why });
    }
  }
  await collector.stop();
  const machine = { cores: cpus().length, cpu: cpus()[0]?.model ?? "", node: process.version };
  const command = "npm run dashboards:check";
  const result = { machine, command, panels: panels.length, answered: answers.length, answers };
  console.log(JSON.stringify(result, null, 2));
  if (given.record) {
    const path = new URL("../../perf/results/dashboards.json", import.meta.url);
    writeFileSync(path, `${JSON.stringify(result, null, 2)}\n`);
  }
  return answers.length === panels.length ? 0 : 1;
};

if (given.help) console.log(help);
else process.exit(await check());
