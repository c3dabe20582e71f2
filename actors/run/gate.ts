// The gate: no order leaves before the tick that caused it, and the order itself, are durable.
import type { OrderCommand } from "../../streams/orders.ts";
import type { ReportRequest } from "../../streams/reports.ts";
import type { AnyRecord } from "../../streams/records.ts";
import { isAfter } from "../../streams/transport/outbox.ts";
import { nowUs } from "./clock.ts";
import { Latencies, type Latency } from "./latencies.ts";
import type { Operations } from "./operations.ts";
import type { Outputs } from "./outputs.ts";

/** Wall-clock times of a batch on its way, in microseconds; 0 until it got there. */
export interface Hops {
  ingestTimeUs: number;
  featuresTimeUs: number;
  predictedTimeUs: number;
}

/** Releases approved orders. */
export interface Gate {
  /** Tells the gate which batch is being decided. */
  readonly enter: (hops: Hops) => void;
  /** Looks at a record of the pipeline and releases it, if it is an approved order, once it is durable. */
  readonly watch: (record: AnyRecord) => void;
  /** Milliseconds from tick received to order released, over the orders of the last minute. */
  readonly latency: () => Latency;
}

/** Takes what is durable on its way to a venue. `repeated`: it may have been taken before a restart. */
export type Release = (record: OrderCommand | ReportRequest, repeated: boolean) => void;

/** Opens the gate. `release` hands orders and questions to their venue; the simulated venue needs none. */
export const openGate = (
  outputs: Outputs,
  operations: Operations,
  release: Release,
): Gate => {
  const latencies = new Latencies();
  let hops: Hops = { ingestTimeUs: 0, featuresTimeUs: 0, predictedTimeUs: 0 };

  const watch = (record: AnyRecord): void => {
    if (record._tag === "reportRequest") {
      const repeated = !isAfter(record, outputs.writers.ORDERS.tail.last);
      return outputs.writers.ORDERS.whenDurable(record, () => release(record, repeated));
    }
    if (record._tag !== "orderCommand" || record.stage !== "approved") return;
    // Of those of before a restart, what is still in flight is taken up when all of the log is known.
    const repeated = !isAfter(record, outputs.writers.ORDERS.tail.last);
    if (repeated && record.command === "submit") return;
    const times = { ...hops, decidedTimeUs: nowUs(), tickDurableTimeUs: 0, orderDurableTimeUs: 0 };
    const pass = (): void => {
      if (times.tickDurableTimeUs === 0 || times.orderDurableTimeUs === 0) return;
      release(record, repeated);
      // A command of before a restart is released again, but its way is not timed twice.
      if (repeated) return;
      const releasedTimeUs = nowUs();
      latencies.add(times.ingestTimeUs, releasedTimeUs);
      operations.trace({
        _tag: "trace",
        instrumentId: record.instrumentId,
        eventTimeUs: record.eventTimeUs,
        clientOrderId: record.clientOrderId,
        ...times,
        releasedTimeUs,
      });
    };
    outputs.writers.INPUT.whenDurable({ position: record.position, outputIndex: 0 }, () => {
      times.tickDurableTimeUs = nowUs();
      pass();
    });
    outputs.writers.ORDERS.whenDurable(record, () => {
      times.orderDurableTimeUs = nowUs();
      pass();
    });
  };

  return {
    enter: (next) => {
      hops = next;
    },
    watch,
    latency: () => latencies.at(nowUs()),
  };
};
