// Answers of the venue are lost, and sent again only once the gap in their numbers is seen.
import type { Fault } from "./fault.ts";

/** For seconds nobody knows whether an order was taken. */
export const lostAck: Fault = {
  name: "lost-ack",
  about: "1 answer in 10 is lost, and sent again after 5 s",
  line: { lostShare: 0.1, resendMs: 5_000 },
};
