// What a strategy sees of the market, where that stops for a while: its feed is stale, its orders work on.
import type { TimeUs } from "../../streams/units.ts";
import type { Actor, AnyActor, Setting } from "../actor.ts";
import { type RandomState, randomState, uniform } from "../measures/random.ts";

/** Settings of a view, beside those of the strategy behind it. It never stops by default. */
export const viewSettings = {
  staleEveryMs: {
    default: 0,
    minimum: 0,
    maximum: 86_400_000,
    comment: "Mean time from one stop of the market data to the next, in milliseconds; 0 for none",
  },
  staleMs: {
    default: 5_000,
    minimum: 0,
    maximum: 3_600_000,
    comment: "How long the market data stops, in milliseconds of event time",
  },
} as const satisfies Readonly<Record<string, Setting>>;

/** A view, and the strategy behind it. */
export interface ViewState {
  readonly everyUs: number;
  readonly staleUs: number;
  readonly random: RandomState;
  strategy: unknown;
  /** When it stops next, and until when it has stopped; 0 before the first message. */
  stopsUs: TimeUs;
  staleUntilUs: TimeUs;
}

/** Of what happens to its own orders, and of what the system tells it, a strategy always hears. */
const always: ReadonlySet<string> = new Set(["fill", "orderEvent", "control", "position"]);

/** Puts a strategy behind a view. What comes while it has stopped is never seen. */
export const overView = (strategy: AnyActor): AnyActor => {
  const actor: Actor<
    ViewState,
    (typeof strategy.receives)[number],
    (typeof strategy.emits)[number]
  > = {
    ...strategy,
    settings: { ...strategy.settings, ...viewSettings },
    initial: (context, instrumentId): ViewState => ({
      everyUs: context.settings["staleEveryMs"]! * 1000,
      staleUs: context.settings["staleMs"]! * 1000,
      random: randomState(instrumentId + 1),
      strategy: strategy.initial(context, instrumentId),
      stopsUs: 0,
      staleUntilUs: 0,
    }),
    receive: (state, message, emit) => {
      const { _tag, eventTimeUs } = message;
      if (always.has(_tag) || !isStale(state, eventTimeUs)) {
        strategy.receive(state.strategy, message, emit);
      }
    },
  };
  return actor;
};

const isStale = (state: ViewState, nowUs: TimeUs): boolean => {
  if (state.everyUs === 0) return false;
  if (nowUs < state.staleUntilUs) return true;
  if (state.stopsUs === 0) state.stopsUs = nowUs + nextUs(state);
  if (nowUs < state.stopsUs) return false;
  state.staleUntilUs = nowUs + state.staleUs;
  state.stopsUs = state.staleUntilUs + nextUs(state);
  return true;
};

/** From half to one and a half times the mean. */
const nextUs = (state: ViewState): number =>
  Math.round(state.everyUs * (0.5 + uniform(state.random)));
