// Kills every process of a running system again and again and proves that nothing was lost: `npm run torture -- --help`.
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { openByteStore } from "../../streams/transport/clickhouse-bytes.ts";
import { fencedExitCode } from "../../infra/local/limits.ts";
import { readInstruments } from "../../infra/local/instruments-file.ts";
import { goesOnMs, headroom, ticksPerSecondAtSpeedOne } from "./limits.ts";
import { faultLine, verdictLines } from "./lines.ts";
import { BadOption, help, readArguments, type TortureArguments } from "./options.ts";
import { besiege, type Siege, ticksOf } from "./siege.ts";
import { System } from "./system.ts";
import { type Verdict, verify } from "./verify.ts";
import { deadLettersOf } from "./verify-orders.ts";

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stop.abort());

const say = (line: string): void => console.error(line);

/** Siege, drain, verification. */
const torture = async (given: TortureArguments, system: System): Promise<Outcome> => {
  const { kills, seed } = given;
  await system.core.until((status) => (status.source?.records ?? 0) > 0, goesOnMs);
  const siege = await besiege(system, {
    kills,
    seed,
    signal: stop.signal,
    progress: (now, fault, tookMs) => say(faultLine({ siege: now, fault, tookMs, kills }, system)),
  });
  say(`${siege.rate} ticks/s in all, ${siege.undisturbedRate} undisturbed; draining`);
  const unclean = [...await system.drain(), ...fencedOf(system)];
  const store = openByteStore(system.store());
  const verdict = await verify({
    store,
    seed,
    instruments: readInstruments(system.dataDir),
    given: ticksOf(system),
    progress: (share) => say(`verified ${Math.floor(share * 100)} %`),
  });
  const deadLetters = await deadLettersOf(store);
  await store.close();
  const outcome = outcomeOf(siege, verdict, { unclean, deadLetters });
  say(verdictLines(verdict));
  for (const words of [...siege.found, ...unclean]) say(`hang, or no clean end: ${words}`);
  const more = {
    undisturbedRate: siege.undisturbedRate,
    derived: verdict.derived,
    gaps: verdict.gaps,
    clockSteps: verdict.clockSteps,
    restarts: system.restarts(),
    endsOfTheirOwn: system.endsOfTheirOwn(),
  };
  return { ...outcome, ...more };
};

/** Processes that left their streams to another one, though there was none: `npm start` would give up. */
const fencedOf = (system: System): readonly string[] =>
  system.endsOfTheirOwn().filter((end) => end.endsWith(` ${fencedExitCode}`));

type Outcome = ReturnType<typeof outcomeOf>;

const outcomeOf = (
  siege: Siege,
  verdict: Verdict,
  { unclean, deadLetters }: { readonly unclean: readonly string[]; readonly deadLetters: number },
) => ({
  kills: siege.kills,
  rate: siege.rate,
  seconds: Math.round(siege.seconds * 10) / 10,
  ticks: verdict.ticks,
  lost: verdict.lost,
  doubled: verdict.doubled,
  doubledOrders: verdict.doubledOrders,
  wrong: verdict.wrong,
  byVictim: siege.byVictim,
  byFault: siege.byFault,
  hangs: siege.hangs + unclean.length,
  deadLetters,
});

const isFine = (found: Outcome, given: TortureArguments): boolean =>
  found.kills >= given.kills && found.ticks > 0 &&
  found.lost + found.doubled + found.doubledOrders + found.wrong + found.hangs +
        found.deadLetters === 0;

const keep = (result: object, seed: number): void => {
  const words = process.argv.slice(2).filter((word) => word !== "--record");
  const kept = {
    machine: { cores: cpus().length, cpu: cpus()[0]?.model ?? "", node: process.version },
    command: ["npm run torture --", ...words].join(" "),
    seed,
    ...result,
  };
  const folder = fileURLToPath(new URL("../results/", import.meta.url));
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}torture.json`, `${JSON.stringify(kept, null, 2)}\n`);
};

const main = async (): Promise<number> => {
  const given = readArguments(process.argv.slice(2));
  if (given.help) {
    console.log(help);
    return 0;
  }
  const speed = Math.max(1, given.rate * headroom / ticksPerSecondAtSpeedOne);
  const system = await System.start({ seed: given.seed, speed });
  let fine = false;
  try {
    const result = await torture(given, system);
    fine = isFine(result, given);
    if (given.record) keep(result, given.seed);
    console.log(given.json ? JSON.stringify(result) : fine ? "nothing lost" : "failed");
  } finally {
    await system.end(!fine);
    if (!fine) say(`the data folder stays: ${system.dataDir}`);
  }
  return fine ? 0 : 1;
};

const code = await main().catch((cause: unknown) => {
  const words = cause instanceof Error ? cause.message : String(cause);
  console.error(`error: ${words}${cause instanceof BadOption ? "" : "; nothing was verified"}`);
  return 1;
});
process.exit(code);
