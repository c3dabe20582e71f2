// Reports overtake each other.
import type { Fault } from "./fault.ts";

/** A fill may come before the word that its order was taken. */
export const outOfOrder: Fault = {
  name: "out-of-order",
  about: "1 report in 2 up to 500 ms late, so that others overtake it",
  line: { overtakenShare: 0.5, overtakenMs: 500 },
};
