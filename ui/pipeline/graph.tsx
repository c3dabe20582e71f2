// Draws the topology: boxes for actors and streams, lines as thick as what flows.
import { createMemo, For, Show } from "solid-js";
import { age, count } from "../parts/format.ts";
import type { Topology, TopologyNode } from "./topology.ts";

/** Sizes, in units of the drawing. */
const size = { column: 122, row: 66, width: 104, height: 46, edge: 16 } as const;
/** Lag from which a box is marked. */
const lateMs = 250;

/** The topology; what it shows is also in the tables below it. */
export const Graph = (props: { readonly topology: Topology }) => {
  const width = () => props.topology.columns * size.column;
  const height = () => props.topology.rows * size.row + size.edge;
  const heights = createMemo(() => {
    const rows = new Map<number, number>();
    for (const { column, row } of props.topology.nodes) {
      rows.set(column, Math.max(rows.get(column) ?? 0, row + 1));
    }
    return rows;
  });
  const x = (node: TopologyNode) => node.column * size.column + (size.column - size.width) / 2;
  // Columns are centred, so that what flows straight is drawn straight.
  const y = (node: TopologyNode) =>
    (props.topology.rows - (heights().get(node.column) ?? 1)) * size.row / 2 +
    node.row * size.row + size.edge / 2 + (size.row - size.height) / 2;
  const ids = createMemo(() => props.topology.nodes.map(({ id }) => id));
  const byId = createMemo(() => new Map(props.topology.nodes.map((node) => [node.id, node])));
  const edges = createMemo(() => props.topology.edges.map(({ from, to }) => `${from}\n${to}`));
  const rates = createMemo(() =>
    new Map(props.topology.edges.map((one) => [`${one.from}\n${one.to}`, one.rate]))
  );
  const path = (key: string): string => {
    const [from, to] = key.split("\n").map((id) => byId().get(id)) as TopologyNode[];
    if (from === undefined || to === undefined) return "";
    const [y1, y2] = [y(from) + size.height / 2, y(to) + size.height / 2];
    if (from.column === to.column) {
      const at = x(from) + size.width / 2;
      return y1 < y2
        ? `M${at},${y(from) + size.height}L${at},${y(to)}`
        : `M${at},${y(from)}L${at},${y(to) + size.height}`;
    }
    const [x1, x2] = [x(from) + size.width, x(to)];
    const bend = Math.max(14, (x2 - x1) / 2);
    return `M${x1},${y1}C${x1 + bend},${y1} ${x2 - bend},${y2} ${x2},${y2}`;
  };
  const thick = (key: string) => 1 + Math.min(4, Math.log10(1 + (rates().get(key) ?? 0)));
  return (
    <div class="graph" tabindex="0" role="group" aria-label="Topology">
      <svg
        viewBox={`0 0 ${width()} ${height()}`}
        role="img"
        aria-label={`${props.topology.nodes.length} actors, streams and stores, and what flows between them`}
        style={{ "min-width": `${width() * 0.72}px` }}
      >
        <For each={edges()}>
          {(key) => (
            <path
              class="graph-edge"
              data-flows={(rates().get(key) ?? 0) > 0 ? "" : undefined}
              d={path(key)}
              stroke-width={thick(key)}
            />
          )}
        </For>
        <For each={ids()}>
          {(id) => {
            const node = () => byId().get(id)!;
            return (
              <Show when={byId().get(id)}>
                <g
                  class="graph-node"
                  data-kind={node().kind}
                  data-tone={node().errors > 0 ? "bad" : node().lagMs > lateMs ? "warn" : undefined}
                  transform={`translate(${x(node())},${y(node())})`}
                >
                  <title>{node().name}</title>
                  <rect
                    width={size.width}
                    height={size.height}
                    rx={node().kind === "stream" ? 22 : 10}
                  />
                  <text class="graph-name" x={size.width / 2} y="19">{short(node().name)}</text>
                  <text class="graph-words" x={size.width / 2} y="35">{words(node())}</text>
                </g>
              </Show>
            );
          }}
        </For>
      </svg>
    </div>
  );
};

const short = (name: string): string => name.length > 17 ? `${name.slice(0, 16)}…` : name;

const words = (node: TopologyNode): string => {
  if (node.errors > 0) return `${count(node.errors)} errors`;
  if (node.lagMs > lateMs) return `${age(node.lagMs)} behind`;
  if (node.kind === "stream") {
    return node.pending > 0 ? `${count(node.pending)} queued` : "all acked";
  }
  if (node.kind === "store") return `${count(node.pending)} to record`;
  if (node.rate !== undefined) return `${count(node.rate)}/s`;
  return node.kind === "door" ? "API, screens" : "";
};
