// The orders of a local exchange in a file, written before anybody is told: a kill loses none of them.
import { existsSync, openSync, readFileSync, writeSync } from "node:fs";
import { newServedOrder, type ServedOrder } from "./orders.ts";

/** A line of JSON for each change of an order; the last one of an order holds. */
export class Journal {
  private readonly path: string;
  private readonly file: number;

  constructor(path: string) {
    this.path = path;
    this.file = openSync(path, "a");
  }

  /** Writes an order as it is now. */
  write(order: ServedOrder): void {
    writeSync(this.file, `${JSON.stringify(order)}\n`);
  }

  /** The orders that were written, in order of their ids; what worked when the venue ended is canceled. */
  orders(nowMs: number): readonly ServedOrder[] {
    const orders = journaledOrders(this.path);
    for (const order of orders) {
      if (!order.isWorking()) continue;
      order.status = "canceled";
      order.reason = "The venue was started again";
      order.updatedMs = nowMs;
      this.write(order);
    }
    return orders;
  }
}

/** What a journal says of each order; a line that a kill cut off is none. */
export const journaledOrders = (path: string): readonly ServedOrder[] => {
  if (!existsSync(path)) return [];
  const newest = new Map<number, ServedOrder>();
  for (const line of readFileSync(path, "utf8").split("\n").slice(0, -1)) {
    const kept = JSON.parse(line) as ServedOrder;
    const order = newServedOrder(kept, kept.venueOrderId, kept.createdMs);
    newest.set(kept.venueOrderId, Object.assign(order, kept));
  }
  return [...newest.values()].sort((a, b) => a.venueOrderId - b.venueOrderId);
};
