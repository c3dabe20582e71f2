// Orders that algorithms work, as rows like those of plain orders: one list, one answer, one way to cancel.
import type { AlgorithmOrder, AlgorithmStatus } from "../../streams/trading.ts";
import { noRequest, type OrderRow } from "../orders.ts";

const events: Readonly<Record<AlgorithmStatus, string>> = {
  working: "accepted",
  filled: "filled",
  canceled: "canceled",
  expired: "expired",
  rejected: "rejected",
};

/** The row of an order that an algorithm works. */
export const algorithmRow = (order: AlgorithmOrder): OrderRow => {
  const partial = order.status === "working" && order.cumQuantityLots > 0;
  const over = order.status !== "working" && order.status !== "filled";
  return {
    position: order.position,
    output_index: order.outputIndex,
    instrument_id: order.instrumentId,
    created_us: order.startUs,
    updated_us: order.eventTimeUs,
    client_order_id: order.clientOrderId,
    venue_order_id: "",
    account: order.account,
    strategy: order.strategy,
    side: order.side,
    order_type: order.priceTicks === 0 ? "market" : "limit",
    time_in_force: "gtd",
    quantity_lots: order.quantityLots,
    price_ticks: order.priceTicks,
    stop_price_ticks: 0,
    trail_ticks: 0,
    exec_inst: [],
    order_list_id: "",
    parent_order_id: "",
    algorithm_order_id: "",
    algorithm: order.algorithm,
    cum_quantity_lots: order.cumQuantityLots,
    filled_lots: order.cumQuantityLots,
    filled_tick_lots: order.filledTickLots,
    signal_id: "",
    reason: order.reason,
    reject_reason: over ? order.reason : "",
    event: partial ? "partiallyFilled" : events[order.status],
    events: 1,
    ...noRequest,
  };
};
