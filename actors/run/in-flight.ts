// Orders on their way to a venue outside: approved, and nothing heard of them yet. After a restart they are taken up again.
import type { OrderCommand } from "../../streams/orders.ts";
import type { AnyRecord } from "../../streams/records.ts";

/** Knows what is in flight from the records that come by. */
export class InFlight {
  private readonly commands = new Map<string, OrderCommand>();

  /** Begins with what was in flight at a snapshot; it may be absent from one of before. */
  constructor(before: readonly OrderCommand[] = []) {
    for (const command of before) this.commands.set(command.clientOrderId, command);
  }

  /** Looks at a record of the pipeline. */
  watch(record: AnyRecord): void {
    if (record._tag === "orderCommand") {
      if (record.stage !== "approved" || record.command !== "submit") return;
      this.commands.set(record.clientOrderId, record);
    } else if (record._tag === "orderEvent" && record.event !== "submitted") {
      this.commands.delete(record.clientOrderId);
    }
  }

  /** The submits, oldest first. */
  get submits(): readonly OrderCommand[] {
    return [...this.commands.values()];
  }
}
