// Every fault. A new one is a file in this folder and a line here.
import { disconnect } from "./disconnect.ts";
import { duplicate } from "./duplicate.ts";
import type { Fault } from "./fault.ts";
import { late } from "./late.ts";
import { lostAck } from "./lost-ack.ts";
import { mild } from "./mild.ts";
import { noFault } from "./none.ts";
import { outOfOrder } from "./out-of-order.ts";
import { rough } from "./rough.ts";
import { staleBook } from "./stale-book.ts";

/** The faults; the first is none. */
export const faults: readonly Fault[] = [
  noFault,
  lostAck,
  late,
  duplicate,
  outOfOrder,
  disconnect,
  staleBook,
  mild,
  rough,
];
