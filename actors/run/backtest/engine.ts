// Runs strategies over columns of market data: many instruments, one clock, fills by the venue's models.
import type { TimeUs } from "../../../streams/units.ts";
import type { Setting } from "../../actor.ts";
import { Desk } from "./desk.ts";
import type { Feed } from "./feed.ts";
import { Lane, type LaneModels } from "./lane.ts";
import { silenceUs } from "./limits.ts";
import { Ledger } from "./ledger.ts";
import type { BacktestResult, BacktestWarning } from "./result.ts";

/** A strategy that looks at the market at fixed times and trades one instrument. */
export interface ColumnStrategy {
  readonly name: string;
  readonly about: string;
  readonly settings: Readonly<Record<string, Setting>>;
  /** Makes one for an instrument: what it does each time it looks. */
  readonly make: (settings: Readonly<Record<string, number>>) => (desk: Desk) => void;
}

/** An instrument that is traded, and its data. */
export interface LaneSpec {
  readonly instrumentId: number;
  /** Money of one tick·lot, in the instrument's currency. */
  readonly tickLotValue: number;
  readonly feed: Feed;
  readonly models: LaneModels;
}

/** One run. */
export interface EngineOptions {
  readonly lanes: readonly LaneSpec[];
  readonly strategy: ColumnStrategy;
  readonly settings: Readonly<Record<string, number>>;
  readonly account: string;
  /** Time between two looks of the strategy, in microseconds. */
  readonly everyUs: TimeUs;
  /** Least time between two samples of equity, in microseconds. */
  readonly sampleUs?: TimeUs;
  /** A clock of the machine, in milliseconds; time spent reading data is not counted. */
  readonly clock: () => number;
  readonly signal?: AbortSignal;
  /** Told now and then the event time reached, and the rows run through. */
  readonly progress?: (timeUs: TimeUs, events: number) => void;
}

/**
 * Looks are at whole multiples of their interval after the first row; a long silence is passed over.
 * Runs until all data has reached us, or until the signal. At every look all that has reached us by then is
 * known, and what the strategy sends leaves then.
 */
export const runEngine = async (options: EngineOptions): Promise<BacktestResult> => {
  const { strategy, everyUs, account, clock } = options;
  const runs = options.lanes.map((spec) => laneOf(spec, options));
  let seconds = 0;
  const fillAll = () => Promise.all(runs.map(({ lane }) => lane.feed.slide()));
  await fillAll();
  let nowUs = Math.min(...runs.map(({ lane }) => lane.startUs()));
  if (nowUs === Infinity) return resultOf(runs, { seconds, strategy: strategy.name, account });
  let looks = 0;
  let began = clock();
  while (options.signal?.aborted !== true) {
    nowUs += everyUs * (1 + silentLooks(runs, nowUs, everyUs));
    for (const { lane } of runs) {
      while (!lane.runTo(nowUs)) {
        seconds += (clock() - began) / 1000;
        await lane.feed.slide();
        began = clock();
      }
    }
    if (runs.every(({ lane }) => lane.feed.atEnd())) break;
    for (const run of runs) {
      run.look(run.desk);
      run.ledger.sample(nowUs);
    }
    if ((++looks & 0xfff) === 0 && options.progress !== undefined) {
      options.progress(nowUs, eventsOf(runs));
    }
  }
  for (const { lane, ledger } of runs) ledger.end(lane.feed.atEnd() ? lane.settle() : nowUs);
  seconds += (clock() - began) / 1000;
  return resultOf(runs, { seconds, strategy: strategy.name, account });
};

/** Looks that may be left out because nothing happens before them, after a silence that is long. */
const silentLooks = (runs: readonly LaneRun[], nowUs: TimeUs, everyUs: TimeUs): number => {
  let dueUs = Infinity;
  for (const { lane } of runs) {
    dueUs = Math.min(dueUs, lane.dueUs());
    if (dueUs - nowUs < silenceUs) return 0;
  }
  return dueUs === Infinity ? 0 : Math.max(0, Math.ceil((dueUs - nowUs) / everyUs) - 1);
};

interface LaneRun {
  readonly lane: Lane;
  readonly ledger: Ledger;
  readonly desk: Desk;
  readonly look: (desk: Desk) => void;
}

const laneOf = (spec: LaneSpec, options: EngineOptions): LaneRun => {
  const { strategy, account, sampleUs = 1_000_000 } = options;
  const ledger = new Ledger({ ...spec, strategy: strategy.name, account, sampleUs });
  const lane = new Lane(spec.feed, spec.models, ledger);
  ledger.lane = lane;
  return { lane, ledger, desk: new Desk(lane), look: strategy.make(options.settings) };
};

const eventsOf = (runs: readonly LaneRun[]): number =>
  runs.reduce((sum, { lane }) => sum + lane.events, 0);

const resultOf = (
  runs: readonly LaneRun[],
  { seconds }: { readonly seconds: number; readonly strategy: string; readonly account: string },
): BacktestResult => ({
  events: eventsOf(runs),
  seconds,
  fills: runs.flatMap(({ ledger }) => ledger.fills).sort((a, b) => a.timeUs - b.timeUs),
  orders: runs.flatMap(({ ledger }) => ledger.orders).sort((a, b) => a.timeUs - b.timeUs),
  curves: runs.map(({ ledger }) => ledger.curve()),
  warnings: runs.flatMap(warningsOf),
});

const warningsOf = ({ lane, ledger }: LaneRun): BacktestWarning[] => {
  const { instrumentId } = ledger.spec;
  const warnings: BacktestWarning[] = [];
  const add = (kind: BacktestWarning["kind"], count: number, first: string) => {
    if (count > 0) warnings.push({ kind, count, first });
  };
  const of = `of instrument ${instrumentId}`;
  add(
    "crossedBook",
    lane.venue.book.crossed,
    `A level ${of} reached the other side's best, which made way (often within one message)`,
  );
  add("lateRow", lane.feed.late, `A row ${of} came after later ones were worked`);
  add("noData", lane.events === 0 ? 1 : 0, `No rows ${of}`);
  add("rejectedOrder", ledger.rejected, `An order ${of} was not taken by the venue`);
  return warnings;
};
