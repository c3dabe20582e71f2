// A session: one run of one market source. Its first record tells every actor to forget old prices.
import type { Control } from "../../streams/control.ts";
import type { LineUp } from "../../streams/models.ts";
import type { InputSource, SourceCheckpoint, SourceResume } from "../sources/source.ts";
import { nowUs } from "./clock.ts";

/** What is remembered of the running session. */
export interface Session {
  /** Tells apart two starts with the same source: only the same start goes on where it stopped. */
  readonly runId: string;
  /** The source, as people know it. */
  readonly source: string;
  /** When it began, by our clock, in microseconds. */
  readonly startedUs: number;
  readonly checkpoint?: SourceCheckpoint;
}

/** The record that opens a session, at its position of the input log, with the models that run in it. */
export const sessionStarted = (
  source: InputSource,
  runId: string,
  position: number,
  models?: LineUp,
): Control => ({
  _tag: "control",
  position,
  outputIndex: 0,
  instrumentId: 0,
  eventTimeUs: 0,
  control: "sessionStarted",
  ingestTimeUs: nowUs(),
  name: source.name,
  value: JSON.stringify({
    runId,
    kind: source.kind,
    speed: source.speed,
    ...(source.seed === undefined ? {} : { seed: source.seed }),
    ...(models === undefined ? {} : { models }),
  }),
  reason: "source opened",
});

/** A record by which the host itself steers an account; "" is every account. */
export const steering = (
  control: Control["control"],
  value: string,
  at: {
    readonly account: string;
    readonly reason: string;
    readonly position: number;
    readonly eventTimeUs: number;
  },
): Control => ({
  _tag: "control",
  position: at.position,
  outputIndex: 0,
  instrumentId: 0,
  eventTimeUs: at.eventTimeUs,
  control,
  ingestTimeUs: nowUs(),
  name: at.account,
  value,
  reason: at.reason,
});

/** The record that halts trading of every account, from its position on. */
export const tradingHalted = (reason: string, position: number, eventTimeUs: number): Control =>
  steering("tradingState", "halted", { account: "", reason, position, eventTimeUs });

/** The session that a `sessionStarted` record opens, or undefined for another record. */
export const sessionOf = (record: Control): Session | undefined => {
  if (record.control !== "sessionStarted") return undefined;
  const value = JSON.parse(record.value) as { readonly runId?: string };
  return { runId: value.runId ?? "", source: record.name, startedUs: record.ingestTimeUs };
};

/** Where a source goes on after `records` ticks of its session. */
export const resumeAfter = (
  records: number,
  { startedUs, checkpoint }: Session,
): SourceResume => ({
  records,
  startedUs,
  ...(checkpoint === undefined || checkpoint.records > records ? {} : { checkpoint }),
});
