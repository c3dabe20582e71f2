// `npm run rebalance`: weights of a portfolio out of returns, with what is expected of them.
import { rebalance } from "../../../actors/rebalance/rebalance.ts";
import { BadOption, help, readArguments } from "./options.ts";
import { readReturns } from "./read.ts";

const known = ["BadOption", "BadTable", "Unsolvable"];
const percent = (value: number): string => `${(value * 100).toFixed(3)} %`;

const main = async (): Promise<void> => {
  const given = readArguments(process.argv.slice(2));
  if (given === undefined) return console.log(help);
  const { file, kind, periods, perYear, options, json } = given;
  const { returns, dropped, kind: read } = await readReturns(file, { kind, periods });
  const startedMs = performance.now();
  const found = rebalance(returns, options);
  const milliseconds = performance.now() - startedMs;
  const byWeight = returns.names.map((name, i) => ({
    name,
    weight: found.weights[i]!,
    riskShare: found.riskShares[i]!,
  })).sort((a, b) => b.weight - a.weight);
  const result = {
    optimiser: options.optimiser,
    covariance: options.covariance,
    assets: returns.names.length,
    periods: returns.periods,
    milliseconds: Number(milliseconds.toPrecision(4)),
    annualReturn: found.expectedReturn * perYear,
    annualVolatility: Math.sqrt(found.variance * perYear),
    variance: found.variance,
    cvar: found.cvar,
    ...(found.turnover === undefined ? {} : { turnover: found.turnover }),
    effectiveAssets: found.effectiveAssets,
    table: read,
    dropped,
  };
  const print = (text: string) => (json ? process.stderr : process.stdout).write(`${text}\n`);
  print(
    `${result.optimiser} over ${result.assets} assets and ${result.periods} periods ` +
      `(${result.covariance}) in ${result.milliseconds} ms`,
  );
  if (read !== kind) print(`warn: the table holds ${read}, no ${kind}: returns were made of them`);
  if (dropped.length > 0) print(`warn: left out, without a number in some period: ${dropped}`);
  print(`Annual volatility    ${percent(result.annualVolatility)}`);
  print(`Annual mean return   ${percent(result.annualReturn)} (of this sample: no forecast)`);
  print(`Effective assets     ${result.effectiveAssets.toFixed(1)}`);
  for (const { name, weight, riskShare } of byWeight.slice(0, 15)) {
    print(`${name.padEnd(20)} ${percent(weight).padStart(10)}   of risk ${percent(riskShare)}`);
  }
  if (byWeight.length > 15) print(`and ${byWeight.length - 15} more`);
  if (!json) return;
  const weights = Object.fromEntries(returns.names.map((name, i) => [name, found.weights[i]]));
  process.stdout.write(`${JSON.stringify({ ...result, weights })}\n`);
};

await main().catch((cause: Error) => {
  console.error(known.includes(cause.name) ? `error: ${cause.message}` : cause.stack);
  if (process.argv.includes("--json")) {
    const error = { reason: cause.name, message: cause.message };
    process.stdout.write(`${JSON.stringify({ error })}\n`);
  }
  process.exitCode = cause instanceof BadOption ? 2 : 1;
});
