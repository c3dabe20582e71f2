// Nothing goes wrong.
import type { Fault } from "./fault.ts";

/** The good line: every message arrives once and in time. */
export const noFault: Fault = {
  name: "none",
  about: "Every message arrives once and in time",
  line: {},
};
