// Latency from recorded orders: interpolated in time between the two that lie around ours.
import type { TimeUs } from "../../../streams/units.ts";
import type { LatencyModel } from "./latency-model.ts";

/**
 * What our own orders took, live. Before the first and after the last recorded order its latency
 * holds. Next to an order that the venue refused unseen, ours is refused too.
 */
export const recordedLatency: LatencyModel = {
  name: "recorded",
  recorded: true,
  settings: {},
  entryUs: (state, sentUs) => {
    const { requestUs, venueUs, responseUs } = state.triples!;
    state.entryRow = rowAt(requestUs, state.entryRow, sentUs);
    const row = state.entryRow;
    const next = Math.min(row + 1, requestUs.length - 1);
    const refused = venueUs[row]! <= 0 || venueUs[next]! <= 0;
    const told = refused ? responseUs : venueUs;
    const latency = between(requestUs, told, row, sentUs);
    return refused ? -Math.max(1, latency) : latency;
  },
  responseUs: (state, atUs) => {
    const { venueUs, responseUs } = state.answered!;
    state.responseRow = rowAt(venueUs, state.responseRow, atUs);
    return between(venueUs, responseUs, state.responseRow, atUs);
  },
};

/** The last row at or before a time, from where the last search ended; the first where all are later. */
const rowAt = (times: Float64Array, from: number, atUs: TimeUs): number => {
  let row = from;
  while (row + 1 < times.length && times[row + 1]! <= atUs) row++;
  while (row > 0 && times[row]! > atUs) row--;
  return row;
};

/** The latency of a row and of the next, by where between them a time lies; whole microseconds. */
const between = (
  from: Float64Array,
  to: Float64Array,
  row: number,
  atUs: TimeUs,
): number => {
  const here = to[row]! - from[row]!;
  const next = row + 1;
  if (next >= from.length || atUs <= from[row]!) return Math.max(0, here);
  const span = from[next]! - from[row]!;
  const there = to[next]! - from[next]!;
  const part = span > 0 ? (atUs - from[row]!) / span : 0;
  return Math.max(0, Math.trunc(here + (there - here) * part));
};
