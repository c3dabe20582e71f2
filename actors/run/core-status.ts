// What the core says of itself once a second.
import {
  type ActorStatus,
  type DriftStatus,
  type ProcessStatus,
  type SourceStatus,
  type Stage,
  stages,
  type StreamStatus,
} from "../../streams/status.ts";
import type { Tag } from "../../streams/records.ts";
import { streams } from "../../streams/subjects.ts";
import type { AnyActor } from "../actor.ts";
import type { InputSource } from "../sources/source.ts";
import { nowUs } from "./clock.ts";
import type { Progress } from "./progress.ts";

/** What the status is made of. */
export interface CoreStatusOptions {
  readonly source: InputSource;
  readonly market: readonly AnyActor[];
  readonly trading: readonly AnyActor[];
  /** Where orders go; on paper where it is not given. */
  readonly mode?: "paper" | "live";
  readonly progress: Progress;
  /** Failures so far, by actor. */
  readonly failures: ReadonlyMap<string, number>;
  readonly drift?: () => readonly DriftStatus[];
  /** The stages that run here, where they are not all. */
  readonly stages?: readonly Stage[];
}

/** Makes a function that tells the status; it keeps the last counts, to tell rates. */
export const coreStatus = (
  { source, market, trading, progress, failures, drift, mode = "paper", stages: some }:
    CoreStatusOptions,
): () => ProcessStatus => {
  const startedTimeUs = nowUs();
  const running = some ?? stages;
  const actors = [
    ...(running.includes("market") ? market : []),
    ...(running.includes("trading") ? trading : []),
  ];
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
    ...(some === undefined ? {} : { stages: some }),
    state: progress.state,
    mode,
    timeUs: nowUs(),
    startedTimeUs,
    ...(running.includes("input") ? { source: sourceStatus(source, progress) } : {}),
    actors: [
      ...actors.map((actor) => actorStatus(actor.name, actor.receives, actor.emits)),
      ...(running.includes("inference")
        ? [actorStatus("inference", ["featureVector"], ["prediction"])]
        : []),
    ],
    streams: [...readerStatus(progress, running), ...streamStatus(progress, running)],
    refusals: progress.operations?.refusals() ?? {},
    memoryBytes: process.memoryUsage.rss(),
    ...(running.includes("trading") ? { tradingState: progress.tradingState() } : {}),
    ...(progress.gate === undefined || !running.includes("trading")
      ? {}
      : { tickToOrderMs: progress.gate.latency() }),
    ...(drift === undefined || !running.includes("trading") ? {} : { drift: drift() }),
    ...(progress.message === undefined ? {} : { message: progress.message }),
  });
};

const sourceStatus = (source: InputSource, progress: Progress): SourceStatus => ({
  kind: source.kind,
  name: source.name,
  speed: source.speed,
  ...(source.seed === undefined ? {} : { seed: source.seed }),
  records: progress.records,
  ...(source.totalRecords === undefined ? {} : { totalRecords: source.totalRecords }),
  eventTimeUs: progress.eventTimeUs,
  ...(source.behindMs === undefined ? {} : { behindMs: Math.round(source.behindMs()) }),
  ...(source.feed === undefined ? {} : { feed: source.feed() }),
});

const countOf = (progress: Progress, tag: Tag): number => progress.outputs?.counts.get(tag) ?? 0;

// Only while records flow is a decided batch's age a lag; between two ticks it is just quiet.
const lagMs = (progress: Progress): number => {
  const pending = progress.outputs?.writers.INPUT.pending() ?? 0;
  if (progress.state !== "running" || progress.decidedIngestUs === 0 || pending === 0) return 0;
  return Math.max(0, (nowUs() - progress.decidedIngestUs) / 1000);
};

const streamStatus = (
  progress: Progress,
  running: readonly (Stage | "gateway")[],
): StreamStatus[] =>
  Object.values(progress.outputs?.writers ?? {}).filter(({ stream }) =>
    running.includes(streams[stream].writer)
  ).map((writer) => ({
    name: writer.stream,
    role: "writer",
    sequence: writer.sequence(),
    position: writer.durablePosition(),
    pending: writer.pending(),
  }));

const readerStatus = (progress: Progress, running: readonly Stage[]): StreamStatus[] =>
  running.includes("input") ? [] : [{
    name: "INPUT",
    role: "reader",
    sequence: progress.inputSequence,
    position: 0,
    pending: 0,
  }];
