// The worst day.
import type { Fault } from "./fault.ts";

/** Much of everything, on the line and in the view. */
export const rough: Fault = {
  name: "rough",
  about: "1 message in 5 up to 2 s late, 1 in 10 twice, outages of 5 s",
  line: {
    ...{ lateShare: 0.2, lateMs: 2_000, repeatedShare: 0.1 },
    ...{ outageShare: 0.005, outageMs: 5_000 },
  },
};
