// Stops: where a trailing one stands, and whether the market has come to it.
import type { Trade } from "../../../streams/market.ts";
import { bestOf, type Liquidity } from "./liquidity.ts";
import type { VenueOrder } from "./reports.ts";

/** What stops look at. */
interface Market {
  readonly shown: Liquidity;
  readonly incrementTicks: number;
}

/**
 * Moves a trailing stop after the market: it keeps its distance from the best price it would fill at, and
 * never goes back. The first one may be given with the order.
 */
export const trail = ({ shown, incrementTicks }: Market, order: VenueOrder): void => {
  const { side, orderType, trailTicks } = order.command;
  if (orderType !== "trailingStop") return;
  const best = bestOf(shown, side === "buy" ? "sell" : "buy");
  if (best === 0) return;
  const away = side === "buy"
    ? Math.ceil((best + trailTicks) / incrementTicks) * incrementTicks
    : Math.max(1, Math.floor((best - trailTicks) / incrementTicks)) * incrementTicks;
  if (order.stopTicks === 0) order.stopTicks = away;
  else if (side === "buy") order.stopTicks = Math.min(order.stopTicks, away);
  else order.stopTicks = Math.max(order.stopTicks, away);
};

/**
 * Whether the market is at a stop or beyond it: by a trade, or by the best price that the order would
 * fill at.
 */
export const isReached = ({ shown }: Market, order: VenueOrder, trade?: Trade): boolean => {
  const { stopTicks, command: { side } } = order;
  if (stopTicks === 0) return false;
  const beyond = (price: number) => side === "buy" ? price >= stopTicks : price <= stopTicks;
  if (trade !== undefined && beyond(trade.priceTicks)) return true;
  const best = bestOf(shown, side === "buy" ? "sell" : "buy");
  return best !== 0 && beyond(best);
};
