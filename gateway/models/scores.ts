// Scores of a model out of the sums that the store keeps: in whole, by each dimension, by what was said.
import { Effect } from "effect";
import type { StoreShape } from "../../streams/transport/clickhouse.ts";
import { textFromTimeUs } from "../../streams/units.ts";
import { queryText } from "../queries.ts";
import type { ConfusionCell, ModelScores, ReliabilityBin, ScoreAnswer } from "./protocol.ts";

/** Bins of the probability of up; the store cuts it in as many. */
const bins = 20;

/** Sums over predictions of one dimension and value that said and saw the same. */
export interface ScoreRow {
  readonly dimension: string;
  readonly value: string;
  readonly bin: number;
  readonly came: "flat" | "up" | "down" | "lost";
  readonly predictions: number;
  readonly votes: number;
  readonly said: number;
  readonly brier: number;
  readonly log_loss: number;
  readonly first_us: number;
  readonly last_us: number;
}

/** Which predictions are scored. */
export interface ScoreFilter {
  readonly model: string;
  readonly version: number | undefined;
  readonly instrumentId: number | undefined;
  readonly symbol: string | undefined;
  /** Hours of event time back from the newest prediction. */
  readonly hours: number;
}

/** The sums of a model. */
export const scoreRows = (store: StoreShape, filter: ScoreFilter) =>
  store.query<ScoreRow>(queryText("model-scores"), {
    model: filter.model,
    version: filter.version ?? 0,
    instrument: filter.instrumentId ?? 0,
    hours: filter.hours,
  });

/** The scores of a model. */
export const scoresOf = Effect.fnUntraced(function* (
  store: StoreShape,
  filter: ScoreFilter,
  symbolOf: (instrumentId: number) => string,
) {
  return summed(yield* scoreRows(store, filter), filter, symbolOf);
});

/** Makes scores of sums. */
export const summed = (
  rows: readonly ScoreRow[],
  filter: Pick<ScoreFilter, "model" | "version" | "symbol">,
  symbolOf: (instrumentId: number) => string,
): ModelScores => {
  const all = rows.filter(({ dimension }) => dimension === "all");
  const by = (dimension: string, name = (value: string) => value): ScoreAnswer[] => {
    const some = rows.filter((row) => row.dimension === dimension);
    return [...new Set(some.map(({ value }) => value))].map((value) =>
      scoreOf(name(value), some.filter((row) => row.value === value))
    );
  };
  const confidences = [...new Set(all.map(({ bin }) => confidenceOf(bin)))].sort((a, b) => a - b);
  return {
    model: filter.model,
    version: filter.version ?? null,
    symbol: filter.symbol ?? null,
    from: all.length === 0 ? null : textFromTimeUs(Math.min(...all.map((row) => row.first_us))),
    to: all.length === 0 ? null : textFromTimeUs(Math.max(...all.map((row) => row.last_us))),
    excluded: sum(rows.filter(({ dimension }) => dimension === "excluded"), "predictions"),
    total: scoreOf("all", all),
    by_version: by("version"),
    by_symbol: by("instrument", (value) => symbolOf(Number(value))),
    by_confidence: confidences.map((confidence) =>
      scoreOf(
        (0.5 + confidence / bins).toFixed(2),
        all.filter(({ bin }) => confidenceOf(bin) === confidence),
      )
    ),
    by_hour: by("hour"),
    by_spread: by("spread"),
    by_volatility: by("volatility"),
    reliability: reliabilityOf(all),
    confusion: confusionOf(all),
  };
};

type Summed = "predictions" | "votes" | "said" | "brier" | "log_loss";
const sum = (rows: readonly ScoreRow[], of: Summed): number =>
  rows.reduce((total, row) => total + Number(row[of]), 0);

const saidUp = ({ bin }: ScoreRow): boolean => bin >= bins / 2;
const half = 0.5;
const share = (part: number, whole: number): number =>
  whole > 0 ? Math.min(1, Math.max(0, part / whole)) : 0;

/** Votes that went up; of those that went nowhere, half. */
const upVotes = (rows: readonly ScoreRow[]): number =>
  rows.reduce(
    (total, { came, votes }) =>
      total + (came === "up" ? votes : came === "flat" ? votes * half : 0),
    0,
  );

/** Steps of 0.05 of the larger probability above one half: 0 to 9. */
const confidenceOf = (bin: number): number => bin >= bins / 2 ? bin - bins / 2 : bins / 2 - 1 - bin;

const scoreOf = (group: string, rows: readonly ScoreRow[]): ScoreAnswer => {
  const votes = sum(rows, "votes");
  const right = rows.filter((row) => row.came === (saidUp(row) ? "up" : "down"));
  const calibration = reliabilityOf(rows).reduce(
    (total, one) => total + one.votes * Math.abs(one.said - one.was),
    0,
  );
  return {
    group,
    predictions: sum(rows, "predictions"),
    votes,
    accuracy: share(sum(right, "votes"), votes),
    brier: share(sum(rows, "brier"), votes),
    log_loss: votes > 0 ? sum(rows, "log_loss") / votes : 0,
    calibration_error: share(calibration, votes),
    base_rate: share(upVotes(rows), votes),
  };
};

const reliabilityOf = (rows: readonly ScoreRow[]): ReliabilityBin[] => {
  const out: ReliabilityBin[] = [];
  for (let bin = 0; bin < bins; bin++) {
    const some = rows.filter((row) => row.bin === bin);
    const votes = sum(some, "votes");
    if (votes === 0) continue;
    out.push({
      from: bin / bins,
      to: (bin + 1) / bins,
      predictions: sum(some, "predictions"),
      votes,
      said: share(sum(some, "said"), votes),
      was: share(upVotes(some), votes),
    });
  }
  return out;
};

const confusionOf = (rows: readonly ScoreRow[]): ConfusionCell[] =>
  (["up", "down"] as const).flatMap((said) =>
    (["up", "down", "flat"] as const).flatMap((came): ConfusionCell[] => {
      const some = rows.filter((row) => row.came === came && saidUp(row) === (said === "up"));
      const predictions = sum(some, "predictions");
      return predictions === 0 ? [] : [{ said, came, predictions, votes: sum(some, "votes") }];
    })
  );
