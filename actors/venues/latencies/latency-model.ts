// What a latency model is: how long an order takes to the venue, and an answer back to us.
import type { TimeUs } from "../../../streams/units.ts";
import type { Setting } from "../../actor.ts";
import { type RandomState, randomState } from "../../measures/random.ts";

/** Orders of the past whose three times were recorded: columns of one length, by time of request. */
export interface LatencyTriples {
  /** When we sent it, by our clock. */
  readonly requestUs: Float64Array;
  /** When the venue had it; 0 where the venue refused it unseen. */
  readonly venueUs: Float64Array;
  /** When its answer reached us. */
  readonly responseUs: Float64Array;
}

/** The latency of one line between us and a venue. Plain data: it may lie in an actor's state. */
export interface LatencyState {
  readonly settings: Readonly<Record<string, number>>;
  readonly triples: LatencyTriples | undefined;
  /** The triples that the venue answered, in its order. */
  readonly answered: Pick<LatencyTriples, "venueUs" | "responseUs"> | undefined;
  readonly random: RandomState;
  /** Rows of the triples that the last answers came from. */
  entryRow: number;
  responseRow: number;
}

/** Order entry and response latency, each on its own. All in microseconds of event time. */
export interface LatencyModel {
  readonly name: string;
  readonly settings: Readonly<Record<string, Setting>>;
  /** Whether it needs recorded triples. */
  readonly recorded: boolean;
  /**
   * From sending at a time to arrival at the venue. Below zero: the venue refuses it unseen, and we
   * hear so after as many microseconds.
   */
  readonly entryUs: (state: LatencyState, sentUs: TimeUs) => number;
  /** From what happened at the venue at a time to our hearing of it; never below zero. */
  readonly responseUs: (state: LatencyState, atUs: TimeUs) => number;
}

/**
 * The state before the first order. Throws `TypeError` where the model needs triples and there are
 * none, or they are not in order of time.
 */
export const latencyState = (
  model: LatencyModel,
  told: {
    readonly settings?: Readonly<Record<string, number>>;
    readonly triples?: LatencyTriples;
  } = {},
): LatencyState => {
  if (model.recorded) checkTriples(told.triples);
  const defaults = Object.entries(model.settings).map((
    [name, { default: value }],
  ) => [name, value]);
  const settings: Record<string, number> = { ...Object.fromEntries(defaults), ...told.settings };
  return {
    settings,
    triples: told.triples,
    answered: answeredOf(told.triples),
    random: randomState(settings["seed"] ?? 0),
    entryRow: 0,
    responseRow: 0,
  };
};

const answeredOf = (triples: LatencyTriples | undefined): LatencyState["answered"] => {
  if (triples === undefined) return undefined;
  const { venueUs, responseUs } = triples;
  const rows = [...venueUs.keys()].filter((row) => venueUs[row]! > 0)
    .sort((a, b) => venueUs[a]! - venueUs[b]!);
  return {
    venueUs: Float64Array.from(rows, (row) => venueUs[row]!),
    responseUs: Float64Array.from(rows, (row) => responseUs[row]!),
  };
};

const checkTriples = (triples: LatencyTriples | undefined): void => {
  if (triples === undefined || triples.requestUs.length === 0) {
    throw new TypeError("The recorded latency model needs recorded triples; none were given");
  }
  const { requestUs, venueUs, responseUs } = triples;
  for (let i = 1; i < requestUs.length; i++) {
    if (requestUs[i]! >= requestUs[i - 1]!) continue;
    throw new TypeError(
      `Recorded latencies: requestUs ${requestUs[i]} in row ${i + 1} is before the row above it; ` +
        "rows are expected in order of request",
    );
  }
  for (let i = 0; i < requestUs.length; i++) {
    if (responseUs[i]! < Math.max(requestUs[i]!, venueUs[i]!)) {
      throw new TypeError(
        `Recorded latencies: responseUs ${responseUs[i]} in row ${i + 1} is before the order ` +
          "reached the venue; expected a later time",
      );
    }
  }
};
