// The card as people read it: `card.md` is written from `card.json`, so the two cannot disagree.
import type { Card, TestResult } from "./card.ts";

/** The text of `card.md`. */
export const cardPage = (card: Card): string => {
  const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
    [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
  const days = card.training.map((one) => [
    one.instrument,
    period(one.from, one.to),
    one.rows.toLocaleString("en"),
    one.moves.toLocaleString("en"),
  ]);
  const libraries = Object.entries(card.libraries).map(([name, version]) => `${name} ${version}`);
  const parity = Object.entries(card.parity).map(([where, one]) => [
    `onnxruntime in ${where === "node" ? "Node" : "Python"}`,
    one.rows.toLocaleString("en"),
    one.maxDifference.toExponential(1),
    percent(one.sameClass, 3),
  ]);
  return `# ${card.name}, version ${card.version}

${card.summary}. Generated from \`card.json\` by \`${card.madeBy}\`.

- Label: ${card.label}.
- Algorithm: ${card.algorithm}. Seed ${card.seed}.
- Input: ${
    card.window === undefined
      ? ""
      : `the last ${card.window.rows} vectors of an instrument, which begin anew after a silence of ${
        card.window.gapUs / 1e6
      } s; of each, `
  }${card.features.length} features, set ${card.featureSet}, as the live feature
  code makes them, in float32.
- File: ${card.bytes.toLocaleString("en")} bytes, sha256 \`${card.sha256}\`.
- Made with: ${libraries.join(", ")}.

## Use it for
${list(card.uses)}

## Its limits
${list(card.limits)}

## Tested on days it never saw
Every move of the mid price has one vote, shared by the rows before it. A number of the model means
nothing without the rules beside it. In brackets is the calibration error that right probabilities would show on so few
moves: what is not above it cannot be told from none.

${card.results.map(resultPage).join("\n\n")}

${card.trading === undefined ? "" : tradingPage(card.trading, table)}## Trained on
${table(["instrument", "period (UTC)", "rows", "moves"], days)}

${
    card.window === undefined
      ? "Settings and the number of trees come from leaving out one training day after the other"
      : "The number of epochs and the calibration come from the last training session of each " +
        "instrument, left out at first"
  }: log-loss ${card.crossValidation.logLoss} after ${card.crossValidation.rounds} ${
    card.window === undefined ? "rounds" : "epochs"
  }, accuracy ${
    Object.entries(card.crossValidation.accuracy).map(([name, value]) =>
      `${percent(value)} on ${name}`
    ).join(", ")
  }.

## Checks for leaks
With less training, judged on the last training session of each instrument. Shuffled labels must leave
no skill; seeing the features of the next row too must raise it.

${table(["check", "value"], Object.entries(card.checks).map(([k, v]) => [words(k), String(v)]))}

## The same in every library
${table(["against the training library", "rows", "largest difference", "same direction"], parity)}
`;
};

const tradingPage = (
  trading: NonNullable<Card["trading"]>,
  table: (head: readonly string[], rows: readonly (readonly string[])[]) => string,
): string =>
  `## What following it earns
The strategy prediction-follower with 100,000 on the same days of stocks, in the backtester, with the latency, queue and fees
of the paper venue: before costs, as if every fill had been at the mid price, and after them. ${
    trading.every(({ net }) => net <= 0)
      ? "Nothing is earned after costs."
      : "A few minutes or one day say little about the next."
  } By \`npm run models:trade\`.

${
    table(
      ["instrument", "fills", "before costs", "spread and slippage", "fees", "after costs"],
      trading.map(({ instrument, fills, gross, spread, fees, net }) => [
        instrument,
        fills.toLocaleString("en"),
        ...[gross, spread, fees, net].map((money) => money.toFixed(2)),
      ]),
    )
  }

`;

const resultPage = (result: TestResult): string => {
  const scores = result.scores.map((score) => {
    const rest = [score.matthews.toFixed(3)].concat(
      score.logLossSkill === undefined ? "" : percent(score.logLossSkill),
      score.calibrationError === undefined ? "" : percent(score.calibrationError) +
        (score.calibrationNoise === undefined ? "" : ` (${percent(score.calibrationNoise)})`),
    );
    const shares = [score.accuracy, score.balancedAccuracy, score.macroF1].map((x) => percent(x));
    return `| ${[score.method, ...shares, ...rest].join(" | ")} |`;
  });
  const slices = result.slices.map((one) =>
    `| ${
      [one.slice, ...[one.share, one.imbalanceSign, one.model].map((x) => percent(x))].join(" | ")
    } |`
  );
  const { coverage } = result;
  return `### ${result.instrument}
${period(result.from, result.to)} UTC, ${result.rows.toLocaleString("en")} rows, ${
    result.moves.toLocaleString("en")
  } moves.

| method | accuracy | balanced | macro-F1 | Matthews | log-loss skill | calibration error |
| --- | --- | --- | --- | --- | --- | --- |
${scores.join("\n")}

| where | share of the votes | imbalance sign | model |
| --- | --- | --- | --- |
${slices.join("\n")}

| confidence at least | ${coverage.map((one) => one.confidence).join(" | ")} |
| --- |${" --- |".repeat(coverage.length)}
| of the rows | ${coverage.map((one) => percent(one.coverage, 0)).join(" | ")} |
| right | ${coverage.map((one) => percent(one.accuracy)).join(" | ")} |`;
};

const percent = (share: number, digits = 1) => `${(share * 100).toFixed(digits)} %`;
const list = (lines: readonly string[]) => lines.map((line) => `- ${line}.`).join("\n");
const words = (key: string) => key.replaceAll(/([A-Z])/g, (part) => ` ${part.toLowerCase()}`);
const period = (from: string, to: string) =>
  `${from.slice(0, 16).replace("T", " ")} to ${
    to.slice(0, 10) === from.slice(0, 10) ? to.slice(11, 16) : to.slice(0, 16).replace("T", " ")
  }`;
