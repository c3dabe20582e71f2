// The blotter: orders with what can still be done about them.
import { createMemo, createSignal, Show } from "solid-js";
import type { OrderAnswer } from "../../gateway/protocol.ts";
import { isWorking } from "../live/model.ts";
import { clock, wordsOfName, zoneName } from "../parts/format.ts";
import { Side } from "../parts/orders.tsx";
import { Table } from "../parts/table.tsx";
import { cancelOrder, kindOf, priceOf, replacePrice } from "./orders.ts";

/** A price on its way to being replaced, and the button that began it, which gets the focus back. */
interface Edit {
  readonly id: string;
  readonly price: string;
  readonly button: HTMLButtonElement;
}

const wordsOfOrder = ({ side, qty, symbol }: OrderAnswer): string => `${side} ${qty} ${symbol}`;

/** Orders, newest first; those that work can be replaced and canceled. */
export const Blotter = (
  props: { readonly orders: readonly OrderAnswer[]; readonly empty: string },
) => {
  const [edited, setEdited] = createSignal<Edit>();
  let input: HTMLInputElement | undefined;
  // By id, so that a row that is being edited stays the same row while its order changes.
  const ids = createMemo(() => props.orders.map((one) => one.client_order_id));
  const byId = createMemo(() => new Map(props.orders.map((one) => [one.client_order_id, one])));
  const of = (id: string): OrderAnswer | undefined => byId().get(id);
  const works = (id: string): boolean => of(id) !== undefined && isWorking(of(id)!);
  const isEdited = (id: string): boolean => edited()?.id === id && works(id);
  const end = (edit: Edit): void => {
    if (edited()?.id !== edit.id) return;
    const hasFocus = document.activeElement === input;
    setEdited(undefined);
    if (hasFocus) edit.button.focus();
  };
  const replace = (edit: Edit): void => {
    replacePrice(of(edit.id)!, edit.price).then(() => end(edit), () => undefined);
  };
  return (
    <Table
      caption="Orders"
      rows={ids()}
      empty={props.empty}
      columns={[
        {
          heading: `Time ${zoneName()}`,
          cell: (id) => <span class="quiet">{clock(of(id)?.created_at ?? "")}</span>,
        },
        { heading: "Instrument", cell: (id) => <strong>{of(id)?.symbol}</strong> },
        { heading: "Side", cell: (id) => <Side side={of(id)?.side ?? "buy"} /> },
        {
          heading: "Type",
          cell: (id) => (
            <span>
              {wordsOfName(of(id)?.type ?? "")}
              <Show when={of(id) !== undefined && kindOf(of(id)!) === "target"}>
                <span class="quiet">target</span>
              </Show>
            </span>
          ),
        },
        {
          heading: "Filled",
          number: true,
          cell: (id) => <>{of(id)?.filled_qty} / {of(id)?.qty}</>,
        },
        {
          heading: "Price",
          number: true,
          cell: (id) => (
            <Show
              when={isEdited(id)}
              fallback={
                <>
                  {of(id)?.limit_price ?? ""}
                  <Show when={of(id)?.stop_price}>
                    <span class="quiet">stop {of(id)?.stop_price}</span>
                  </Show>
                </>
              }
            >
              <input
                class="blotter-price"
                aria-label={`New price of ${wordsOfOrder(of(id)!)}`}
                value={edited()!.price}
                inputmode="decimal"
                ref={(element) => {
                  input = element;
                  queueMicrotask(() => {
                    element.focus();
                    element.select();
                  });
                }}
                onInput={(event) =>
                  setEdited({ ...edited()!, price: event.currentTarget.value.trim() })}
                onKeyDown={(event) => {
                  if (event.key === "Enter") replace(edited()!);
                  if (event.key === "Escape") end(edited()!);
                }}
              />
            </Show>
          ),
        },
        {
          heading: "From",
          cell: (id) => <span class="quiet">{of(id)?.strategy_id || "by hand"}</span>,
        },
        {
          heading: "State",
          cell: (id) => (
            <span
              class={["denied", "rejected"].includes(of(id)?.status ?? "") ? "bad" : ""}
              title={of(id)?.reject_reason}
            >
              {wordsOfName(of(id)?.status ?? "")}
              <Show when={of(id)?.reject_reason}>
                <span class="quiet">: {of(id)?.reject_reason}</span>
              </Show>
              <Show when={works(id) ? of(id)?.cancel_reject : null} keyed>
                {({ request, reason }) => (
                  <span class="quiet small blotter-refusal">{request} refused: {reason}</span>
                )}
              </Show>
            </span>
          ),
        },
        {
          heading: "",
          cell: (id) => (
            <Show when={works(id)}>
              <span class="blotter-actions">
                <Show when={priceOf(of(id)!) !== null}>
                  <button
                    type="button"
                    class="button button-small"
                    aria-label={`${isEdited(id) ? "Replace" : "Move"} ${wordsOfOrder(of(id)!)}`}
                    onClick={({ currentTarget: button }) =>
                      isEdited(id)
                        ? replace(edited()!)
                        : setEdited({ id, price: priceOf(of(id)!) ?? "", button })}
                  >
                    {isEdited(id) ? "Replace" : "Move"}
                  </button>
                </Show>
                <button
                  type="button"
                  class="button button-small"
                  data-tone="bad"
                  aria-label={`Cancel ${wordsOfOrder(of(id)!)}`}
                  onClick={() => void cancelOrder(of(id)!).catch(() => undefined)}
                >
                  Cancel
                </button>
              </span>
            </Show>
          ),
        },
      ]}
    />
  );
};
