// The depth ladder: what rests at the best prices of both sides.
import { createMemo, For, Show } from "solid-js";
import type { BookAnswer } from "../../gateway/protocol.ts";

const levels = 8;

/** A book, best prices in the middle; the bars show how much rests. */
export const Ladder = (props: { readonly book: BookAnswer | undefined }) => {
  const most = createMemo(() =>
    [...(props.book?.asks ?? []), ...(props.book?.bids ?? [])].slice(0, 2 * levels)
      .reduce((high, [, quantity]) => Math.max(high, Number(quantity)), 1)
  );
  const row = (side: "bid" | "ask") => ([price, quantity]: readonly [string, string]) => (
    <div class={`ladder-row ladder-${side}`}>
      <i style={{ width: `${Number(quantity) / most() * 100}%` }} aria-hidden="true" />
      <span class={side === "bid" ? "up" : "down"}>{price}</span>
      <span>{quantity}</span>
    </div>
  );
  return (
    <Show when={props.book} fallback={<p class="quiet">No depth of this instrument yet.</p>}>
      {(book) => (
        <div class="ladder" role="region" aria-label="Depth" tabindex="0">
          <For each={book().asks.slice(0, levels).toReversed()}>{row("ask")}</For>
          <div class="ladder-middle">
            <span class="quiet">spread</span>
            <span>
              {(Number(book().asks[0]?.[0] ?? 0) - Number(book().bids[0]?.[0] ?? 0))
                .toPrecision(3)}
            </span>
          </div>
          <For each={book().bids.slice(0, levels)}>{row("bid")}</For>
        </div>
      )}
    </Show>
  );
};
