// Orders are of whole round lots, where a venue takes no less: what is held beyond them is left as it is.
import { expect, it } from "vitest";
import { InstrumentRegistry } from "../streams/instruments.ts";
import type { OrderCommand } from "../streams/orders.ts";
import { portfolio } from "./portfolio.ts";
import { alone } from "./testing/alone.ts";
import { eventRow, fillRow, quoteRow, signalRow } from "./testing/rows.ts";

const instrumentId = 103;
const identity = { instrumentId, account: "paper", strategy: "s" };

it("orders multiples of the round lot, and keeps an order that is short of the wish by less", () => {
  const run = alone(portfolio, { instrumentId, instruments: new InstrumentRegistry() });
  const at = (seconds: number) => ({ ...identity, eventTimeUs: seconds * 1_000_000 });
  const ordered = (row: object) =>
    run.send(row).filter((one): one is OrderCommand => one._tag === "orderCommand");
  const wish = (seconds: number, targetPositionLots: number) =>
    ordered(signalRow({ ...at(seconds), signalId: `w${seconds}`, targetPositionLots }));
  run.send(quoteRow({ ...at(1), bidPriceTicks: 100_000, askPriceTicks: 100_002 }));
  const [first] = wish(2, 37);
  expect(first).toMatchObject({ command: "submit", side: "buy", quantityLots: 30 });
  const order = { clientOrderId: first!.clientOrderId, side: "buy", quantityLots: 30 } as const;
  expect(ordered(eventRow({ ...at(2), ...order, event: "accepted", leavesQuantityLots: 30 })))
    .toEqual([]);
  // The wish is for 37 still, of which 30 can be ordered: the order goes on.
  expect(wish(2.1, 39)).toEqual([]);
  const done = { ...at(2.2), ...order, cumQuantityLots: 30, leavesQuantityLots: 0 };
  run.send(fillRow({ ...done, lastQuantityLots: 30, lastPriceTicks: 100_000 }));
  expect(ordered(eventRow({ ...done, event: "filled" }))).toEqual([]);
  expect(wish(3, 39)).toEqual([]);
  expect(wish(4, -25)).toMatchObject([{ side: "sell", quantityLots: 30 }]);
});
