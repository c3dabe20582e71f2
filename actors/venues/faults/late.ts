// Messages in both directions are late.
import type { Fault } from "./fault.ts";

/** Orders meet another market than the one they were sent for. */
export const late: Fault = {
  name: "late",
  about: "1 message in 5 up to 2 s late",
  line: { lateShare: 0.2, lateMs: 2_000 },
};
