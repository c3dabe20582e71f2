// What a process says of itself once a second: its state, source, rates and lags.
import type { TradingState } from "./control.ts";
import type { TimeUs } from "./units.ts";

/** The kinds of market source. Every screen and answer says which one is running. */
export type SourceKind = "simulated" | "replay" | "live";

/** The running market source. */
export interface SourceStatus {
  readonly kind: SourceKind;
  /** What people call it: "Simulated market, seed 7", or the files. */
  readonly name: string;
  /** Times real speed; 0 is as fast as possible. */
  readonly speed: number;
  readonly seed?: number;
  /** Records given so far, and in all where that is known. */
  readonly records: number;
  readonly totalRecords?: number;
  readonly eventTimeUs: TimeUs;
  /** How late a paced source is, in milliseconds of wall clock: what is due and was not yet taken. */
  readonly behindMs?: number;
  /** How the feed does, where the venue is a live one. */
  readonly feed?: FeedStatus;
}

/** How the feed of a live venue does. */
export interface FeedStatus {
  readonly connected: boolean;
  readonly reconnects: number;
  readonly gaps: number;
  readonly resyncs: number;
  /** Instruments of which nothing has come for too long. */
  readonly stale: number;
}

/** One actor or adapter of the process. */
export interface ActorStatus {
  readonly name: string;
  readonly received: number;
  readonly emitted: number;
  readonly errors: number;
  readonly receivedPerSecond: number;
  readonly emittedPerSecond: number;
  /** How far behind its input it is, in milliseconds of wall clock; 0 where it keeps up. */
  readonly lagMs: number;
}

/** One stream as its writer or reader sees it. */
export interface StreamStatus {
  readonly name: string;
  readonly role: "writer" | "reader";
  readonly sequence: number;
  readonly position: number;
  /** Records queued and not yet acknowledged, or not yet read. */
  readonly pending: number;
}

/** The stages of the pipeline, in order: the source, what is made of it, what models say of that, and what is decided. */
export const stages = ["input", "market", "inference", "trading"] as const;
/** One stage of the pipeline. */
export type Stage = typeof stages[number];

/** How far the newest feature vectors are from those that a model learned from; the farthest feature first. */
export interface DriftStatus {
  readonly model: string;
  readonly version: number;
  /** `symbol.venue`; empty for all those together of which the model has no reference of their own. */
  readonly instrument: string;
  /** Vectors that are compared; 0 before there are enough. */
  readonly vectors: number;
  readonly features: readonly {
    readonly feature: string;
    /** Population stability index, and from which one on it has drifted. */
    readonly psi: number;
    readonly psiLimit: number;
    /** Kolmogorov and Smirnov's distance, and from which one on it has drifted. */
    readonly ks: number;
    readonly ksLimit: number;
    /** Share of values beyond all that the model learned from, and from which one on it has drifted. */
    readonly beyond: number;
    readonly beyondLimit: number;
    /** How far it is, as a share of the limit; from 1 on it has drifted. */
    readonly share: number;
  }[];
}

/** How a process does. */
export interface ProcessStatus {
  readonly process: "core" | "recorder" | "gateway";
  /** The stages that a core runs, where it does not run them all. */
  readonly stages?: readonly Stage[];
  readonly state: "starting" | "running" | "draining" | "finished" | "failed";
  /** Where orders go: to the simulated venue, or to a real one. Core only. */
  readonly mode?: "paper" | "live";
  readonly timeUs: TimeUs;
  readonly startedTimeUs: TimeUs;
  readonly source?: SourceStatus;
  readonly actors: readonly ActorStatus[];
  readonly streams: readonly StreamStatus[];
  /** Rows per table since the start; recorder only. */
  readonly tables?: Readonly<Record<string, number>>;
  /** Refused records so far, by source and field. */
  readonly refusals?: Readonly<Record<string, number>>;
  readonly tradingState?: TradingState;
  readonly memoryBytes: number;
  /** Wall-clock milliseconds from a tick's receipt to its order's release: median and 99th percentile. */
  readonly tickToOrderMs?: { readonly p50: number; readonly p99: number; readonly orders: number };
  /** Of every model at work that has a reference. */
  readonly drift?: readonly DriftStatus[];
  /** What went wrong, or what it waits for. */
  readonly message?: string;
}

/** What a process is called: cores that share the pipeline are told apart by their stages. */
export const nameOf = ({ process, stages }: ProcessStatus): string =>
  stages === undefined ? process : stages.join("+");

/** The stages that none of these processes runs. */
export const missingStages = (statuses: readonly ProcessStatus[]): readonly Stage[] => {
  const cores = statuses.filter((one) => one.process === "core");
  const run = new Set(cores.flatMap((one) => one.stages ?? stages));
  return stages.filter((stage) => !run.has(stage));
};

/** The cores as one: the whole of one pipeline, however many processes it runs in. */
export const coreOf = (statuses: readonly ProcessStatus[]): ProcessStatus | undefined => {
  const cores = statuses.filter((one) => one.process === "core")
    .sort((a, b) => firstStage(a) - firstStage(b));
  const [first, ...others] = cores;
  if (first === undefined || others.length === 0) return first;
  const { stages: _own, ...whole } = others.reduce((sum, one) => ({ ...one, ...sum }), first);
  const refusals = cores.flatMap((one) => Object.entries(one.refusals ?? {}));
  return {
    ...whole,
    // The source's stage knows how far the pipeline is, unless another one is in trouble.
    state: cores.find(({ state }) => state === "failed" || state === "starting")?.state ??
      first.state,
    actors: cores.flatMap((one) => one.actors),
    streams: cores.flatMap((one) => one.streams),
    refusals: Object.fromEntries(refusals),
    memoryBytes: cores.reduce((sum, one) => sum + one.memoryBytes, 0),
  };
};

const firstStage = (status: ProcessStatus): number => stages.indexOf(status.stages?.[0] ?? "input");
