// What `npm run torture` says to people: a line for each fault, and what was found.
import type { Fault } from "./faults.ts";
import type { Siege } from "./siege.ts";
import type { System } from "./system.ts";
import type { Verdict } from "./verify.ts";

const count = (value: number): string => value.toLocaleString("en-US");
const secondsOf = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** A fault that was done, and how the system does. */
export const faultLine = (
  { siege, fault, tookMs, kills }: {
    readonly siege: Siege;
    readonly fault: Fault;
    readonly tookMs: number | undefined;
    readonly kills: number;
  },
  system: System,
): string => {
  const restarts = Object.entries(system.restarts()).map(([name, times]) => `${name} ${times}`);
  const lasting = fault.forMs === 0 ? fault.kind : `${fault.kind} ${secondsOf(fault.forMs)}`;
  const more = fault.meanwhile === undefined ? "" : ` and kill of ${fault.meanwhile}`;
  const what = `${lasting}, ${fault.victim}${more}`.padEnd(25);
  const after = tookMs === undefined ? "not waited for" : `goes on after ${secondsOf(tookMs)}`;
  return `kill ${siege.kills}/${kills}  ${what} ${after}; ` +
    `${count(siege.rate)} ticks/s; restarts: ${restarts.join(", ")}`;
};

/** What was verified and found. */
export const verdictLines = (verdict: Verdict): string =>
  [
    `${count(verdict.ticks)} ticks and ${count(verdict.derived)} derived records verified`,
    ...Object.entries(verdict.byTable).map(([table, { rows, bad }]) =>
      `  ${table.padEnd(16)}${count(rows).padStart(12)}${bad === 0 ? "" : `  ${count(bad)} differ`}`
    ),
    `lost ${verdict.lost}, doubled ${verdict.doubled}, wrong ${verdict.wrong}, ` +
    `doubled orders ${verdict.doubledOrders}; ` +
    `empty positions ${verdict.gaps}, steps of the market's clock ${verdict.clockSteps}`,
    ...verdict.found.map((words) => `  ${words}`),
  ].join("\n");
