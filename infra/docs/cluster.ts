// The end of docs/CAPACITY.md: what a cluster was done to, and how long it took to recover.
import { withEnd } from "./written-end.ts";

interface Result {
  readonly command: string;
  readonly server: string;
  readonly machine: { readonly cores: number; readonly cpu: string };
  readonly nodes: number;
  readonly cells: number;
  readonly rate: number;
  readonly seconds: number;
  readonly ticks: number;
  readonly derived: number;
  readonly lost: number;
  readonly doubled: number;
  readonly wrong: number;
  readonly doubledOrders: number;
  readonly brokenCopies: readonly string[];
  readonly cases: readonly {
    readonly what: string;
    readonly led?: boolean;
    readonly standstillMs: number;
    readonly caughtUpMs: number;
  }[];
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** The page with the rehearsal as it was last recorded. */
export const capacityPage = (): string =>
  withEnd<Result>("CAPACITY.md", "cluster", (one) => `
## A cluster, everything killed and cut off in turn

\`${one.command}\` (${one.server}): ${one.nodes} nodes of NATS with every stream on all of them, and ${one.cells} cells
with a ClickHouse each, on one machine of ${one.machine.cores} shared cores (${one.machine.cpu}). At
${
    one.rate.toLocaleString("en")
  } ticks a second for ${one.seconds} s each node was killed and cut off from everyone for ten
seconds, and each process killed and stopped. Then all ${one.ticks.toLocaleString("en")} ticks and
${
    one.derived.toLocaleString("en")
  } records that follow from them were compared with the market of the seed:
**${one.lost} lost, ${one.doubled} doubled, ${one.wrong} wrong, ${one.doubledOrders} orders doubled**. Copies of streams that had lost messages:
${one.brokenCopies.length === 0 ? "none" : one.brokenCopies.join(", ")}.

*Stood still* is the longest time without a new tick in a cell's log, to within the second in which
processes tell of themselves; *caught up* runs from the fault until every cell is less than a second behind
its market, the ten seconds away included.

| Case | led most streams | stood still | caught up after |
|---|---|---:|---:|
${
    one.cases.map(({ what, led, standstillMs, caughtUpMs }) =>
      `| ${what} | ${led === undefined ? "" : led ? "yes" : "no"} | ${seconds(standstillMs)} | ${
        seconds(caughtUpMs)
      } |`
    ).join("\n")
  }
`);
