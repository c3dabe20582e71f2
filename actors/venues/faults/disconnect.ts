// The line breaks, and what was sent meanwhile arrives when it is up again.
import type { Fault } from "./fault.ts";

/** Orders go on working at the venue while nothing is heard of them. */
export const disconnect: Fault = {
  name: "disconnect",
  about: "1 message in 10 breaks the line for 10 s",
  line: { outageShare: 0.1, outageMs: 10_000 },
};
