// What `npm run parity` says to people: a line of progress, and the report.
import type { ParityReport } from "../../actors/run/parity/report.ts";

const count = (value: number): string => value.toLocaleString("en-US");

/** A report with the counts of each table and the first difference. */
export const reportLines = (report: ParityReport): string => {
  const width = 12;
  const head = ["records", "equal", "differing", "missing", "extra"] as const;
  const row = (name: string, cells: readonly string[]) =>
    name.padEnd(16) + cells.map((cell) => cell.padStart(width)).join("");
  const lines = [
    row("", head),
    ...Object.entries(report.byTable).map(([table, tally]) =>
      row(table, head.map((key) => count(tally[key])))
    ),
    row("all", head.map((key) => count(report[key]))),
    "",
    `${report.score} % of ${count(report.records)} records are equal, ` +
    `from ${count(report.ticks)} ticks`,
  ];
  if (report.gaps > 0) lines.push(`${count(report.gaps)} positions of the input log are empty`);
  const { first } = report;
  if (first === null) return lines.join("\n");
  const at = `output ${first.outputIndex}${first.field === null ? "" : `, ${first.field}`}`;
  lines.push(
    first.cause,
    `  ${at}`,
    `  live     ${JSON.stringify(first.live)}`,
    `  replayed ${JSON.stringify(first.replayed)}`,
  );
  return lines.join("\n");
};

/** Shows what is going on, with its share: in one line of a screen, else a line per tenth. */
export const makeProgress = (
  out: NodeJS.WriteStream,
): (what: string, share: number) => void => {
  let last = "";
  return (what, share) => {
    const percent = Math.floor(Math.min(1, share) * 100);
    const shown = out.isTTY ? percent : percent - percent % 10;
    const line = `${what}: ${shown} %`;
    if (line === last) return;
    last = line;
    if (!out.isTTY) out.write(`${line}\n`);
    else out.write(`\r\x1b[K${line}${shown === 100 ? "\n" : ""}`);
  };
};
