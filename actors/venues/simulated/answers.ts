// What the simulated venue answers when it is asked: every order, fill and position of an account, and an end.
import type { Fill } from "../../../streams/orders.ts";
import type { Unstamped } from "../../../streams/record.ts";
import type {
  FillReport,
  OrderStatusReport,
  ReportedStatus,
  ReportRequest,
} from "../../../streams/reports.ts";
import type { TimeUs } from "../../../streams/units.ts";
import type { Desk } from "./desk.ts";
import { pushReport, type VenueOrder } from "./reports.ts";

/** What the venue calls itself. */
const venue = "sim";

/** Answers a request for this instrument, after what has happened here before it. */
export const answerRequest = (desk: Desk, request: ReportRequest, atUs: TimeUs): void => {
  const { resting, reports, instrumentId } = desk;
  const { account, requestId, origin, sinceUs, clientOrderIds } = request;
  const from = { instrumentId, eventTimeUs: atUs, account, venue, requestId, origin };
  const working = [...resting.bids, ...resting.asks, ...resting.waiting]
    .filter(({ command }) => command.account === account);
  const asked = clientOrderIds.filter((id) =>
    working.every(({ command }) => command.clientOrderId !== id) && reports.endings.has(id)
  ).map((id) => reports.endings.get(id)!);
  const fills = reports.told.filter((one) => one.account === account && one.eventTimeUs >= sinceUs);
  if (!reports.positions.has(account) && working.length + asked.length === 0) return;
  const statuses: Unstamped<OrderStatusReport>[] = [
    ...working.map((order) => ({ ...from, ...statusOf(order, "accepted") })),
    ...asked.map(({ order, status }) => ({ ...from, ...statusOf(order, status) })),
  ];
  for (const status of statuses) pushReport(reports, atUs, status);
  for (const fill of fills) pushReport(reports, atUs, { ...from, ...fillOf(fill) });
  pushReport(reports, atUs, {
    _tag: "positionReport",
    ...from,
    quantityLots: reports.positions.get(account) ?? 0,
    averagePriceTicks: 0,
  });
  pushReport(reports, atUs, {
    _tag: "reportEnd",
    ...from,
    outcome: "complete",
    sinceUs: atUs,
    orders: statuses.length,
    fills: fills.length,
    positions: 1,
    reason: "",
  });
};

const statusOf = (order: VenueOrder, status: ReportedStatus) => ({
  _tag: "orderStatusReport" as const,
  clientOrderId: order.command.clientOrderId,
  venueOrderId: order.venueOrderId,
  status: status === "accepted" && order.cumLots > 0 ? "partiallyFilled" as const : status,
  side: order.command.side,
  orderType: order.command.orderType,
  timeInForce: order.command.timeInForce,
  quantityLots: order.quantityLots,
  priceTicks: order.priceTicks,
  cumQuantityLots: order.cumLots,
  reason: "",
});

const fillOf = (
  fill: Unstamped<Fill>,
): Omit<Unstamped<FillReport>, "account" | "venue" | "requestId" | "origin"> => ({
  _tag: "fillReport",
  instrumentId: fill.instrumentId,
  eventTimeUs: fill.eventTimeUs,
  clientOrderId: fill.clientOrderId,
  venueOrderId: fill.venueOrderId,
  tradeId: fill.tradeId,
  side: fill.side,
  lastPriceTicks: fill.lastPriceTicks,
  lastQuantityLots: fill.lastQuantityLots,
  liquidity: fill.liquidity,
  feeTickLots: fill.feeTickLots,
});
