// The topology as it is: actors and streams as boxes in columns, with who feeds whom.
import type { ActorStatus, ProcessStatus, StreamStatus } from "../../streams/status.ts";

/** What a box stands for. */
export type NodeKind = "source" | "stream" | "actor" | "store" | "door";

/** A box. Positions count in columns from the left and rows from the top. */
export interface TopologyNode {
  readonly id: string;
  readonly kind: NodeKind;
  readonly name: string;
  readonly column: number;
  readonly row: number;
  /** What comes in, in records each second, where it is known. */
  readonly rate: number | undefined;
  readonly lagMs: number;
  /** Records that wait for an acknowledgement, or to be read. */
  readonly pending: number;
  readonly errors: number;
}

/** A line from one box to another; its rate is what flows. */
export interface TopologyEdge {
  readonly from: string;
  readonly to: string;
  readonly rate: number;
}

/** Boxes and lines. */
export interface Topology {
  readonly nodes: readonly TopologyNode[];
  readonly edges: readonly TopologyEdge[];
  readonly columns: number;
  readonly rows: number;
}

/** Where actors stand and what they read; strategies are all the others. */
const places: Readonly<
  Record<string, { readonly column: number; readonly reads: readonly string[] }>
> = {
  book: { column: 2, reads: ["INPUT"] },
  bars: { column: 2, reads: ["INPUT"] },
  features: { column: 2, reads: ["INPUT"] },
  hand: { column: 6, reads: ["INPUT"] },
  deadman: { column: 7, reads: [] },
  flatten: { column: 7, reads: [] },
  reports: { column: 9, reads: [] },
  portfolio: { column: 7, reads: ["SIGNALS"] },
  risk: { column: 8, reads: ["portfolio", "hand"] },
  orders: { column: 8, reads: ["risk"] },
  positions: { column: 10, reads: ["ORDERS"] },
};
const writes: Readonly<Record<string, string>> = {
  book: "MARKET",
  bars: "MARKET",
  features: "FEATURES",
  positions: "POSITIONS",
  orders: "ORDERS",
};
const streamColumns: Readonly<Record<string, number>> = {
  INPUT: 1,
  MARKET: 3,
  FEATURES: 3,
  PREDICTIONS: 5,
  SIGNALS: 7,
  ORDERS: 9,
  POSITIONS: 10,
  OPERATIONS: 10,
};

const isModel = (name: string) => /^(inference|model)/.test(name);
const isVenue = (name: string) => /venue/.test(name);

const placeOf = (name: string): { readonly column: number; readonly reads: readonly string[] } => {
  if (places[name] !== undefined) return places[name];
  if (isModel(name)) return { column: 4, reads: ["FEATURES"] };
  if (isVenue(name)) return { column: 9, reads: ["orders"] };
  return { column: 6, reads: ["FEATURES", "PREDICTIONS"] };
};

const writesOf = (name: string): string | undefined => {
  if (writes[name] !== undefined) return writes[name];
  if (isModel(name)) return "PREDICTIONS";
  if (isVenue(name)) return "ORDERS";
  return places[name] === undefined ? "SIGNALS" : undefined;
};

/** The topology out of what the processes say of themselves. */
export const topologyOf = (
  core: ProcessStatus | undefined,
  recorder: ProcessStatus | undefined,
): Topology => {
  const actors = core?.actors ?? [];
  const streams = new Map<string, StreamStatus>();
  for (const one of core?.streams ?? []) {
    if (one.role === "writer" || !streams.has(one.name)) streams.set(one.name, one);
  }
  const heights = new Map<number, number>();
  const put = (column: number) => {
    const row = heights.get(column) ?? 0;
    heights.set(column, row + 1);
    return { column, row };
  };
  const nodes: TopologyNode[] = [];
  const add = (node: Omit<TopologyNode, "column" | "row">, column: number) =>
    nodes.push({ ...node, ...put(column) });
  const still = { lagMs: 0, pending: 0, errors: 0, rate: undefined };
  const source = core?.source;
  if (source !== undefined) {
    add(
      { ...still, id: "source", kind: "source", name: source.name, lagMs: source.behindMs ?? 0 },
      0,
    );
  }
  for (const { name, pending } of streams.values()) {
    add({ ...still, id: name, kind: "stream", name, pending }, streamColumns[name] ?? 10);
  }
  for (const one of actors) {
    const rate = one.receivedPerSecond;
    add({ ...still, ...one, id: one.name, kind: "actor", rate }, placeOf(one.name).column);
  }
  const waits = (recorder?.streams ?? []).reduce((sum, { pending }) => sum + pending, 0);
  add({ ...still, id: "recorder", kind: "store", name: "ClickHouse", pending: waits }, 11);
  add({ ...still, id: "gateway", kind: "door", name: "Gateway", rate: undefined }, 11);
  return {
    nodes,
    edges: edgesOf(nodes, actors),
    columns: 12,
    rows: Math.max(1, ...heights.values()),
  };
};

const edgesOf = (
  nodes: readonly TopologyNode[],
  actors: readonly ActorStatus[],
): TopologyEdge[] => {
  const known = new Set(nodes.map(({ id }) => id));
  const edges: TopologyEdge[] = [];
  const add = (from: string, to: string, rate: number) => {
    if (known.has(from) && known.has(to)) edges.push({ from, to, rate });
  };
  const book = actors.find(({ name }) => name === "book");
  add("source", "INPUT", book?.receivedPerSecond ?? 0);
  for (const one of actors) {
    for (const from of placeOf(one.name).reads) add(from, one.name, one.receivedPerSecond);
    const to = writesOf(one.name);
    if (to !== undefined) add(one.name, to, one.emittedPerSecond);
  }
  for (const stream of ["ORDERS", "POSITIONS"]) {
    add(stream, "recorder", 0);
    add(stream, "gateway", 0);
  }
  return edges;
};
