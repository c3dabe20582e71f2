// W3C trace context: the trace a request belongs to, from whoever asked on, or a new one.
import { randomBytes } from "node:crypto";

/** Where in a trace a request stands. */
export interface TraceContext {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** The header for whoever is told or asked next. */
  readonly traceparent: string;
}

const form = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** The context of a request with some `traceparent`; one that cannot be read begins a trace of its own. */
export const traceOf = (header: string | undefined): TraceContext => {
  const [, given, parent, flags] = form.exec(header ?? "") ?? [];
  const known = given !== undefined && !/^0+$/.test(given) && !/^0+$/.test(parent!);
  const traceId = known ? given : randomBytes(16).toString("hex");
  const span = randomBytes(8).toString("hex");
  return { traceId, traceparent: `00-${traceId}-${span}-${known ? flags : "00"}` };
};
