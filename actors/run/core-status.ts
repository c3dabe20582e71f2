// What the core says of itself once a second.
import type { ActorStatus, ProcessStatus, StreamStatus } from "../../streams/status.ts";
import type { Tag } from "../../streams/records.ts";
import type { AnyActor } from "../actor.ts";
import type { TickSource } from "../sources/source.ts";
import { nowUs } from "./clock.ts";
import type { Progress } from "./progress.ts";

/** Makes a function that tells the status; it keeps the last counts, to tell rates. */
export const coreStatus = (
  source: TickSource,
  actors: readonly AnyActor[],
  progress: Progress,
  failures: ReadonlyMap<string, number>,
): () => ProcessStatus => {
  const startedTimeUs = nowUs();
  const before = new Map<string, { received: number; emitted: number; timeUs: number }>();

  const actorStatus = (
    name: string,
    receives: readonly Tag[],
    emits: readonly Tag[],
  ): ActorStatus => {
    const sum = (tags: readonly Tag[]) =>
      tags.reduce((total, tag) => total + countOf(progress, tag), 0);
    const now = { received: sum(receives), emitted: sum(emits), timeUs: nowUs() };
    const last = before.get(name) ?? { received: 0, emitted: 0, timeUs: startedTimeUs };
    before.set(name, now);
    const seconds = Math.max((now.timeUs - last.timeUs) / 1e6, 1e-3);
    return {
      name,
      received: now.received,
      emitted: now.emitted,
      errors: failures.get(name) ?? 0,
      receivedPerSecond: (now.received - last.received) / seconds,
      emittedPerSecond: (now.emitted - last.emitted) / seconds,
      lagMs: lagMs(progress),
    };
  };

  return () => ({
    process: "core",
    state: progress.state,
    timeUs: nowUs(),
    startedTimeUs,
    source: {
      kind: source.kind,
      name: source.name,
      speed: source.speed,
      ...(source.seed === undefined ? {} : { seed: source.seed }),
      records: progress.records,
      ...(source.totalRecords === undefined ? {} : { totalRecords: source.totalRecords }),
      eventTimeUs: progress.eventTimeUs,
    },
    actors: [
      ...actors.map((actor) => actorStatus(actor.name, actor.receives, actor.emits)),
      actorStatus("inference", ["featureVector"], ["prediction"]),
    ],
    streams: streamStatus(progress),
    refusals: progress.operations?.refusals() ?? {},
    tradingState: progress.tradingState(),
    memoryBytes: process.memoryUsage.rss(),
    ...(progress.gate === undefined ? {} : { tickToOrderMs: progress.gate.latency() }),
    ...(progress.message === undefined ? {} : { message: progress.message }),
  });
};

const countOf = (progress: Progress, tag: Tag): number => progress.outputs?.counts.get(tag) ?? 0;

// Only while records flow is a decided batch's age a lag; between two ticks it is just quiet.
const lagMs = (progress: Progress): number => {
  const pending = progress.outputs?.writers.INPUT.pending() ?? 0;
  if (progress.state !== "running" || progress.decidedIngestUs === 0 || pending === 0) return 0;
  return Math.max(0, (nowUs() - progress.decidedIngestUs) / 1000);
};

const streamStatus = (progress: Progress): StreamStatus[] =>
  Object.values(progress.outputs?.writers ?? {}).map((writer) => ({
    name: writer.stream,
    role: "writer",
    sequence: writer.tail.sequence,
    position: writer.durablePosition(),
    pending: writer.pending(),
  }));
