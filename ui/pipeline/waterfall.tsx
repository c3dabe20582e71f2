// The hops of one order as a waterfall: when each began and ended, from the tick on.
import { For, Show } from "solid-js";
import type { WhyAnswer } from "../../gateway/protocol.ts";
import { traceOf } from "../dashboard/why-steps.ts";
import { WhySteps } from "../dashboard/why.tsx";
import { createAnswer } from "../parts/poll.ts";
import { Failed, Loading } from "../parts/states.tsx";

interface Hop {
  readonly name: string;
  readonly fromUs: number;
  readonly untilUs: number;
}

/** Microseconds of an RFC 3339 time with microseconds, from the whole second on. */
const microsOf = (time: string): number =>
  Date.parse(`${time.slice(0, 19)}Z`) * 1000 + Number(time.slice(20, 26).padEnd(6, "0"));

/** The hops in order, in microseconds after the first. */
export const hopsOf = (why: Pick<WhyAnswer, "hops">): readonly Hop[] => {
  const known = why.hops.filter(({ at }) => at !== null)
    .map((one) => ({ ...one, us: microsOf(one.at!) }));
  const first = Math.min(...known.map(({ us, took_us }) => us - (took_us ?? 0)));
  return known.map(({ name, us, took_us }) => ({
    name,
    fromUs: us - (took_us ?? 0) - first,
    untilUs: us - first,
  }));
};

const text = (us: number): string => us < 1_000 ? `${us} µs` : `${(us / 1_000).toFixed(2)} ms`;

/** The timeline of a fill, with everything that led to it below. */
export const Waterfall = (props: { readonly fillId: string }) => {
  const why = createAnswer(() => props.fillId, traceOf);
  const hops = () => hopsOf(why.latest() ?? { hops: [] });
  const end = () => hops().reduce((most, { untilUs }) => Math.max(most, untilUs), 1);
  return (
    <Show
      when={why.error() === undefined}
      fallback={<Failed what="trace" cause={why.error()} onRetry={why.again} />}
    >
      <Show when={why.latest()} fallback={<Loading what="the trace" rows={6} />}>
        {(one) => (
          <>
            <p class="quiet small">
              {one().order.side} {one().order.qty} {one().order.symbol}, filled at{" "}
              {one().fill.price}. Released {text(end())} after its tick came; the market answered
              {" "}
              {text(one().order_to_fill_us)} of its own time later.
            </p>
            <ol class="waterfall">
              <For each={hops()}>
                {(hop) => (
                  <li>
                    <span>{hop.name}</span>
                    <span class="waterfall-lane" aria-hidden="true">
                      <i
                        style={{
                          left: `${hop.fromUs / end() * 100}%`,
                          width: `${Math.max(0.6, (hop.untilUs - hop.fromUs) / end() * 100)}%`,
                        }}
                      />
                    </span>
                    <span class="number">{text(hop.untilUs - hop.fromUs)}</span>
                    <span class="number quiet">+{text(hop.untilUs)}</span>
                  </li>
                )}
              </For>
            </ol>
            <details class="waterfall-steps">
              <summary>Everything that led to it</summary>
              <WhySteps fillId={props.fillId} />
            </details>
          </>
        )}
      </Show>
    </Show>
  );
};
