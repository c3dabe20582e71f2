// Venue reports: what an adapter heard from its venue enters with the market, and leaves as a record of its kind.
import type { Control } from "../streams/control.ts";
import { readReportRequest } from "../streams/report-request.ts";
import { readVenueReport } from "../streams/venue-report.ts";
import type { Actor } from "./actor.ts";

/** It remembers nothing: what reports mean is for reconciliation to say. */
export type ReportsState = Record<string, never>;

/** Turns each control that holds a report, or asks for one, into its record. */
export const reports: Actor<
  ReportsState,
  "control",
  "reportRequest" | "orderStatusReport" | "fillReport" | "positionReport" | "reportEnd"
> = {
  name: "reports",
  key: "all",
  receives: ["control"],
  emits: ["reportRequest", "orderStatusReport", "fillReport", "positionReport", "reportEnd"],
  initial: () => ({}),
  receive: (_state, message, emit) => {
    if (message.control === "venueReport") {
      const { kind, ...report } = reportOf(message);
      emit({ _tag: kind, ...whenOf(message), ...report } as never);
    } else if (message.control === "reportRequest") {
      const { venue, origin, sinceUs } = requestOf(message);
      const requestId = `${message.name}-${message.position}`;
      const asked = { account: message.name, venue, requestId, origin, sinceUs };
      const { reason } = message;
      emit({ _tag: "reportRequest", ...whenOf(message), ...asked, clientOrderIds: [], reason });
    }
  },
};

const whenOf = ({ instrumentId, eventTimeUs }: Control) => ({ instrumentId, eventTimeUs });

const reportOf = ({ value }: Control) => {
  const report = readVenueReport(value);
  if (report === undefined) throw new Error(`Control "venueReport" holds no report: ${value}`);
  return report;
};

const requestOf = ({ value }: Control) => {
  const request = readReportRequest(value);
  if (request === undefined) throw new Error(`Control "reportRequest" holds none: ${value}`);
  return request;
};
