// The blotter: orders with what can still be done about them.
import { createSignal, Show } from "solid-js";
import type { OrderAnswer, OrderRequestAnswer } from "../../gateway/protocol.ts";
import { ask, wordsOf } from "../api.ts";
import { isWorking } from "../dashboard/model.ts";
import { arrow, clock } from "../parts/format.ts";
import { Table } from "../parts/table.tsx";

/** Orders, newest first; those that work can be replaced and canceled. */
export const Blotter = (
  props: { readonly orders: readonly OrderAnswer[]; readonly empty: string },
) => {
  const [told, setTold] = createSignal("");
  const [edited, setEdited] = createSignal<{ readonly id: string; readonly price: string }>();
  const run = async (request: () => Promise<OrderRequestAnswer>): Promise<void> => {
    try {
      const { command, client_order_id: id } = await request();
      setTold(`Asked to ${command} ${id}`);
      setEdited(undefined);
    } catch (cause) {
      setTold(wordsOf(cause));
    }
  };
  const replace = (order: OrderAnswer) => {
    const { price } = edited()!;
    const body = order.limit_price === null ? { stop_price: price } : { limit_price: price };
    void run(() => ask("PATCH", `/v1/orders/${encodeURIComponent(order.client_order_id)}`, body));
  };
  const priceOf = (order: OrderAnswer) => order.limit_price ?? order.stop_price;
  return (
    <>
      <Show when={told() !== ""}>
        <p class="notice" role="status">{told()}</p>
      </Show>
      <Table
        caption="Orders"
        rows={props.orders}
        empty={props.empty}
        columns={[
          { heading: "Time UTC", cell: (row) => clock(row.created_at) },
          { heading: "Instrument", cell: (row) => <strong>{row.symbol}</strong> },
          {
            heading: "Side",
            cell: (row) => (
              <span class={row.side === "buy" ? "up" : "down"}>
                {arrow(row.side === "buy" ? 1 : -1)} {row.side}
              </span>
            ),
          },
          { heading: "Type", cell: (row) => row.type.replaceAll("_", " ") },
          {
            heading: "Filled",
            number: true,
            cell: (row) => <>{row.filled_qty} / {row.qty}</>,
          },
          {
            heading: "Price",
            number: true,
            cell: (row) => (
              <Show
                when={edited()?.id === row.client_order_id}
                fallback={
                  <>
                    {row.limit_price ?? ""}
                    <Show when={row.stop_price}>
                      <span class="quiet">stop {row.stop_price}</span>
                    </Show>
                  </>
                }
              >
                <input
                  class="blotter-price"
                  aria-label={`New price of ${row.client_order_id}`}
                  value={edited()!.price}
                  inputmode="decimal"
                  onInput={(event) =>
                    setEdited({ id: row.client_order_id, price: event.currentTarget.value.trim() })}
                  onKeyDown={(event) => {
                    if (event.key === "Enter") replace(row);
                    if (event.key === "Escape") setEdited(undefined);
                  }}
                />
              </Show>
            ),
          },
          {
            heading: "From",
            cell: (row) => <span class="quiet">{row.strategy_id || "by hand"}</span>,
          },
          {
            heading: "State",
            cell: (row) => (
              <span title={row.reject_reason}>
                {row.status.replaceAll("_", " ")}
                <Show when={row.status === "denied" || row.status === "rejected"}>
                  <span class="quiet">{row.reject_reason}</span>
                </Show>
              </span>
            ),
          },
          {
            heading: "",
            cell: (row) => (
              <Show when={isWorking(row)}>
                <span class="blotter-actions">
                  <Show when={priceOf(row) !== null}>
                    <Show
                      when={edited()?.id === row.client_order_id}
                      fallback={
                        <button
                          type="button"
                          class="button button-small"
                          onClick={() =>
                            setEdited({ id: row.client_order_id, price: priceOf(row) ?? "" })}
                        >
                          Move
                        </button>
                      }
                    >
                      <button
                        type="button"
                        class="button button-small"
                        onClick={() => replace(row)}
                      >
                        Replace
                      </button>
                    </Show>
                  </Show>
                  <button
                    type="button"
                    class="button button-small"
                    data-tone="bad"
                    onClick={() =>
                      void run(() =>
                        ask("DELETE", `/v1/orders/${encodeURIComponent(row.client_order_id)}`)
                      )}
                  >
                    Cancel
                  </button>
                </span>
              </Show>
            ),
          },
        ]}
      />
    </>
  );
};
