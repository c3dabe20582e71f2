// The times of docs/ANALYSTS.md: how long each question takes, by rows in the store.
import { withEnd } from "./written-end.ts";

interface Result {
  readonly machine: { readonly cores: number; readonly cpu: string };
  readonly runs: Readonly<
    Record<string, {
      readonly rows: number;
      readonly times: readonly { readonly question: string; readonly ms: number | string }[];
    }>
  >;
}

/** The page with its times as they were last measured. */
export const analystsPage = (): string =>
  withEnd<Result>("ANALYSTS.md", "analysts", ({ machine, runs }) => {
    const sizes = Object.keys(runs).sort((a, b) => Number(a) - Number(b));
    const questions = runs[sizes[0]!]!.times.map(({ question }) => question);
    const cell = (size: string, question: string): string => {
      const ms = runs[size]!.times.find((one) => one.question === question)?.ms ?? "";
      return typeof ms === "number" ? `${ms} ms` : ms;
    };
    const rows = questions.map((question) =>
      `| ${question} | ${sizes.map((size) => cell(size, question)).join(" | ")} |`
    );
    const heads = sizes.map((size) => `${(runs[size]!.rows / 1e6).toFixed(0)} M rows`);
    return `
## How long each takes

As the user \`analyst\`, within that user's bounds, on ${machine.cores} shared cores (${machine.cpu}); the median
of three tries. \`npm run bench:analysts -- --rows 10000000 --record\` measures it.

| Question | ${heads.join(" | ")} |
|---|${heads.map(() => "---:|").join("")}
${rows.join("\n")}
`;
  });
