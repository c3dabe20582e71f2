// A bad day.
import type { Fault } from "./fault.ts";

/** Some of everything on the line. */
export const mild: Fault = {
  name: "mild",
  about: "1 message in 50 up to half a second late, 1 in 100 twice, outages of 2 s",
  line: {
    ...{ lateShare: 0.02, lateMs: 500, repeatedShare: 0.01 },
    ...{ outageShare: 0.0005, outageMs: 2_000 },
  },
};
