// Random event sequences through the order book-keeping: what must hold after every one of them.
import type { AnyRecord } from "../../streams/records.ts";
import { Machine } from "../machine.ts";
import { randomState, uniform } from "../measures/random.ts";
import { isFinished, orders, type OrdersState } from "../orders.ts";
import { positions, type PositionsState } from "../positions.ts";
import { reconciliation } from "../reconciliation.ts";
import { InstrumentRegistry } from "../../streams/instruments.ts";
import { commandRow, eventRow } from "./rows.ts";

const instruments = new InstrumentRegistry();
const settings = { reconciliation: { everySeconds: 0 } };
const kinds = [
  ...["accepted", "partiallyFilled", "filled", "canceled", "expired", "rejected"] as const,
  ...["replaced", "cancelRejected", "replaceRejected", "triggered", "submitted", "denied"] as const,
];

/**
 * Plays one sequence: submits, then `steps` random events, legal and illegal, fills once and twice, and fill
 * reports that repeat what is known. Gives what did not hold; empty where everything did.
 */
export const playSequence = (seed: number, steps: number): string[] => {
  const random = randomState(seed);
  const pick = (most: number) => Math.floor(uniform(random) * most);
  const out: AnyRecord[] = [];
  const actors = [orders, reconciliation, positions];
  const machine = new Machine(actors, instruments, (one) => out.push(one), settings);
  let position = 0;
  const send = (record: object) => {
    position++;
    machine.receive({ ...record, position, outputIndex: 0 } as AnyRecord);
  };
  const ids = ["A", "B", "C"];
  const quantity = new Map<string, number>();
  for (const clientOrderId of ids) {
    const quantityLots = 1 + pick(20);
    quantity.set(clientOrderId, quantityLots);
    const row = { clientOrderId, quantityLots, priceTicks: 100 };
    send(commandRow({ ...row, stage: "requested" }));
    send(commandRow({ ...row, stage: "approved" }));
  }
  const wrong: string[] = [];
  const stateOf = () => (machine.snapshot().states["orders"] as OrdersState[])[1]!;
  const counted = new Map<string, number>();
  const trades = new Set<string>();
  let trade = 0;
  let cash = 0;
  let lots = 0;
  for (let step = 0; step < steps; step++) {
    const clientOrderId = ids[pick(ids.length)]!;
    const before = stateOf().orders.get(clientOrderId)!;
    if (uniform(random) < 0.4) {
      // A report of a fill, new or one that was told before.
      const again = trade > 0 && uniform(random) < 0.3;
      const id = again ? 1 + pick(trade) : ++trade;
      const of = again ? ids[id % ids.length]! : ids[trade % ids.length]!;
      const emitted = out.length;
      send({
        ...{ _tag: "fillReport", instrumentId: 1, eventTimeUs: 1, account: "paper", venue: "v" },
        ...{ requestId: "", origin: "stream", clientOrderId: of, venueOrderId: `V${of}` },
        ...{ tradeId: `t${id}`, side: "buy", lastPriceTicks: 90 + (id % 21) },
        ...{ lastQuantityLots: 1 + (id % 7), liquidity: "taker", feeTickLots: 0 },
      });
      for (const one of out.slice(emitted)) {
        if (one._tag !== "fill") continue;
        if (trades.has(one.tradeId)) wrong.push(`seed ${seed}: ${one.tradeId} filled twice`);
        trades.add(one.tradeId);
        cash -= one.lastPriceTicks * one.lastQuantityLots;
        lots += one.lastQuantityLots;
        const sum = (counted.get(one.clientOrderId) ?? 0) + one.lastQuantityLots;
        counted.set(one.clientOrderId, sum);
        if (sum > quantity.get(one.clientOrderId)!) wrong.push(`seed ${seed}: overfilled ${sum}`);
      }
    } else {
      const cum = pick(before.quantityLots + 2) - 1;
      send(eventRow({
        ...{ clientOrderId, event: kinds[pick(kinds.length)]!, cumQuantityLots: cum },
        quantityLots: before.quantityLots,
        leavesQuantityLots: uniform(random) < 0.5 ? before.quantityLots - cum : 0,
      }));
    }
    for (const order of stateOf().orders.values()) {
      const { cumQuantityLots: cum, leavesQuantityLots: leaves, quantityLots } = order;
      const over = isFinished(order.status);
      if (cum < 0 || cum > quantityLots) wrong.push(`seed ${seed}: ${cum} of ${quantityLots}`);
      if (leaves !== (over ? 0 : quantityLots - cum)) {
        wrong.push(`seed ${seed}: ${order.status} with ${leaves} left, ${cum} of ${quantityLots}`);
      }
      if (order.status === "filled" && cum !== quantityLots) {
        wrong.push(`seed ${seed}: filled ${cum}`);
      }
    }
    const after = stateOf().orders.get(clientOrderId)!;
    if (isFinished(before.status) && after.status !== before.status) {
      wrong.push(`seed ${seed}: ${before.status} became ${after.status}`);
    }
  }
  const held = (machine.snapshot().states["positions"] as PositionsState[])[1];
  const holding = held?.holdings.get("paper/test");
  if ((holding?.quantityLots ?? 0) !== lots) wrong.push(`seed ${seed}: quantity is not conserved`);
  const owned = (holding?.realizedTickLots ?? 0) - (holding?.costTickLots ?? 0);
  if (owned !== cash) wrong.push(`seed ${seed}: cash is ${owned}, not ${cash}`);
  return wrong;
};
