// What can be done about an order that works, and what of it comes up.
import type { OrderAnswer, OrderRequestAnswer } from "../../gateway/protocol.ts";
import { raise } from "../alerts/store.ts";
import { ask, wordsOf } from "../api.ts";
import type { OrderLine } from "../chart/order-lines.tsx";
import { isWorking } from "../live/model.ts";

const pathOf = (id: string): string => `/v1/orders/${encodeURIComponent(id)}`;

const told = async (wish: string, ask: Promise<OrderRequestAnswer>): Promise<void> => {
  try {
    const { position } = await ask;
    const words = `Position ${position} of the input log`;
    raise({ level: "info", title: `Asked to ${wish}`, words });
  } catch (cause) {
    raise({ level: "bad", title: `Could not ${wish}`, words: wordsOf(cause) });
    throw cause;
  }
};

/** Replaces the price of an order: the same order, by its own id. Throws where it was refused. */
export const replacePrice = (order: OrderAnswer, price: string): Promise<void> =>
  told(
    `move ${order.side} ${order.qty} ${order.symbol} to ${price}`,
    ask(
      "PATCH",
      pathOf(order.client_order_id),
      order.limit_price === null ? { stop_price: price } : { limit_price: price },
    ),
  );

/** Cancels an order. Throws where it was refused. */
export const cancelOrder = (order: OrderAnswer): Promise<void> =>
  told(
    `cancel ${order.side} ${order.qty} ${order.symbol}`,
    ask("DELETE", pathOf(order.client_order_id)),
  );

/** The price an order waits at, if it has one. */
export const priceOf = (order: OrderAnswer): string | null => order.limit_price ?? order.stop_price;

/** What an order is for: a stop, the target of a bracket, or a limit. */
export const kindOf = (order: OrderAnswer): "limit" | "stop" | "target" =>
  order.stop_price !== null ? "stop" : order.parent_order_id !== "" ? "target" : "limit";

/** Orders that work, as lines of a chart. */
export const linesOf = (orders: readonly OrderAnswer[], symbol: string): OrderLine[] =>
  orders.filter((one) => one.symbol === symbol && isWorking(one)).flatMap((one) => {
    const price = priceOf(one);
    if (price === null) return [];
    const kind = kindOf(one);
    return [{
      id: one.client_order_id,
      price: Number(price),
      side: one.side,
      kind,
      label: `${kind === "limit" ? "" : `${kind} `}${one.side} ${one.qty}`,
      movable: one.strategy_id === "",
    }];
  });
