// Messages come twice.
import type { Fault } from "./fault.ts";

/** A fill that comes twice must not count twice, nor an order that arrives twice be worked twice. */
export const duplicate: Fault = {
  name: "duplicate",
  about: "1 message in 4 comes twice",
  line: { repeatedShare: 0.25 },
};
