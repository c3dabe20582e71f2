// The evidence for a promotion, out of the store, and the verdict on it.
import { Effect } from "effect";
import { type Evidence, judge } from "../../models/promotion.ts";
import { type LineUp, servingOf } from "../../streams/models.ts";
import type { StoreShape } from "../../streams/transport/clickhouse.ts";
import { duelRows } from "../limits.ts";
import { queryText } from "../queries.ts";
import type { PromotionAnswer } from "./protocol.ts";
import { scoreRows, summed } from "./scores.ts";

/** Which version is to serve, and whose place it would take. */
export interface Candidate {
  readonly model: string;
  readonly version: number;
  /** The model whose place it takes: its own name unless told otherwise. */
  readonly replaces?: string | undefined;
}

interface DuelRow {
  readonly moves: number;
  readonly mean: number;
  readonly deviation: number;
}

/** Hours of event time that count as evidence. */
const evidenceHours = 24 * 30;

/** Judges a candidate by its scored predictions. */
export const promotionOf = Effect.fnUntraced(function* (
  store: StoreShape,
  lineUp: LineUp,
  { model, version, replaces }: Candidate,
) {
  const filter = { model, version, instrumentId: undefined, symbol: undefined };
  const rows = yield* scoreRows(store, { ...filter, hours: evidenceHours });
  const { total } = summed(rows, filter, String);
  const all = rows.filter(({ dimension }) => dimension === "all");
  const spanUs = all.length === 0 ? 0 : Math.max(...all.map((row) => row.last_us)) -
    Math.min(...all.map((row) => row.first_us));
  // Whom it would take the place of; where it serves already, whoever else serves.
  const serving = servingOf(lineUp, replaces ?? model) ??
    lineUp.models.find(({ role, name }) => role === "serving" && name !== model);
  const against = serving === undefined || (serving.name === model && serving.version === version)
    ? null
    : { model: serving.name, version: serving.version };
  const [duel] = against === null ? [] : yield* store.query<DuelRow>(queryText("model-duel"), {
    model,
    version,
    other: against.model,
    otherVersion: against.version,
    most: duelRows,
  });
  const evidence: Evidence = {
    votes: total.votes,
    hours: spanUs / 3.6e9,
    accuracy: total.accuracy,
    baseRate: total.base_rate,
    calibrationError: total.calibration_error,
    duel: duel === undefined ? undefined : {
      moves: Number(duel.moves),
      mean: duel.mean ?? 0,
      deviation: duel.deviation ?? 0,
    },
  };
  return { model, version, against, ...judge(evidence) } satisfies PromotionAnswer;
});
