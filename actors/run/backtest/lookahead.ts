// Whether anything looks ahead: the data is cut at random times, and nothing before the cut may change.
import { randomState, uniform } from "../../measures/random.ts";
import { type Bars, barsBetween } from "./bars/bars.ts";
import { Features } from "./bars/features.ts";
import type { BarStrategy } from "./bars/strategy.ts";
import type { BacktestRun } from "./job.ts";

/** Something that changed before a cut: it had used data from after it. */
export interface Leak {
  /** `feature mean of close over 20`, `strategy breakout` or `orders`. */
  readonly of: string;
  readonly instrument: string;
  readonly cutUs: number;
  /** Where it first differs. */
  readonly timeUs: number;
  readonly whole: string;
  readonly cut: string;
}

/** How many cuts, at times from a seed. */
export interface Cuts {
  readonly cuts: number;
  readonly seed: number;
}

/** Cuts bars at random rows. Every feature a strategy uses, and what it wants, must not change before. */
export const findBarLeaks = (
  strategy: BarStrategy,
  settings: Readonly<Record<string, number>>,
  series: readonly Bars[],
  { cuts, seed }: Cuts,
): Leak[] => {
  const state = randomState(seed);
  const leaks = new Map<string, Leak>();
  for (const bars of series) {
    const { name } = bars.instrument;
    const features = new Features(bars);
    const whole = strategy.targets(bars, settings, features);
    for (let i = 0; i < cuts && bars.length > 1; i++) {
      const row = 1 + Math.floor(uniform(state) * (bars.length - 1));
      const before = barsBetween(bars, 0, row);
      const compare = (of: string, full: Float64Array, cut: Float64Array) => {
        const at = cut.findIndex((one, j) => !Object.is(one, full[j]!) && one !== full[j]);
        if (at < 0 || leaks.has(`${of} ${name}`)) return;
        leaks.set(`${of} ${name}`, {
          of,
          instrument: name,
          cutUs: bars.timeUs[row]!,
          timeUs: bars.timeUs[at]!,
          whole: String(full[at]),
          cut: String(cut[at]),
        });
      };
      const again = new Features(before);
      compare(`strategy ${strategy.name}`, whole, strategy.targets(before, settings, again));
      for (const { feature, column, length } of features.used.values()) {
        compare(
          `feature ${feature.name} of ${column} over ${length}`,
          features.of(feature, column, length),
          again.of(feature, column, length),
        );
      }
    }
  }
  return [...leaks.values()];
};

/** Cuts the data of a run at random times. Every order sent before must be sent again, and no other. */
export const findOrderLeaks = async (
  whole: BacktestRun,
  runTo: (toUs: number) => Promise<BacktestRun>,
  { cuts, seed }: Cuts,
  progress: (done: number) => void = () => {},
): Promise<Leak[]> => {
  const { fromUs, toUs } = whole.statistics;
  const state = randomState(seed);
  const leaks: Leak[] = [];
  for (let i = 0; i < cuts; i++) {
    const cutUs = Math.floor(fromUs + (0.05 + 0.95 * uniform(state)) * (toUs - fromUs));
    const cut = await runTo(cutUs);
    if (cut.cancelled) break;
    // What is left of the data may end some time before the cut.
    const endUs = Math.min(cutUs, cut.statistics.toUs);
    const sent = (run: BacktestRun) =>
      run.result.orders.filter(({ timeUs }) => timeUs < endUs).map((order) => ({
        timeUs: order.timeUs,
        instrumentId: order.instrumentId,
        text: `${order.side} ${order.quantityLots} lots, ${order.orderType} at ${order.priceTicks}`,
      })).sort((a, b) =>
        a.timeUs - b.timeUs || a.instrumentId - b.instrumentId || (a.text < b.text ? -1 : 1)
      );
    const [full, part] = [sent(whole), sent(cut)];
    const at = Array.from({ length: Math.max(full.length, part.length) }, (_, j) => j)
      .find((j) => full[j]?.text !== part[j]?.text || full[j]?.timeUs !== part[j]?.timeUs);
    progress(i + 1);
    if (at === undefined) continue;
    const first = full[at] ?? part[at]!;
    leaks.push({
      of: "orders",
      instrument: whole.instruments[first.instrumentId] ?? String(first.instrumentId),
      cutUs,
      timeUs: first.timeUs,
      whole: full[at]?.text ?? "nothing",
      cut: part[at]?.text ?? "nothing",
    });
    break;
  }
  return leaks;
};
