// The reliability diagram: what was said on the x axis, how often it came on the y axis; the diagonal is honest.
import { createMemo, For } from "solid-js";
import { percent } from "../parts/format.ts";
import type { ReliabilityBin } from "../../gateway/models/protocol.ts";

const size = 260;
const edge = { left: 38, bottom: 26, top: 8, right: 14 } as const;

/** A diagram; the area of a dot is how many moves it is of. */
export const Reliability = (props: { readonly bins: readonly ReliabilityBin[] }) => {
  const bins = createMemo(() => props.bins.filter(({ votes }) => votes > 0));
  const most = () => bins().reduce((high, { votes }) => Math.max(high, votes), 1);
  const x = (share: number) => edge.left + share * (size - edge.left - edge.right);
  const y = (share: number) => size - edge.bottom - share * (size - edge.bottom - edge.top);
  const radius = (votes: number) => 3 + 7 * Math.sqrt(votes / most());
  const words = () =>
    bins().map(({ said, was }) => `said ${percent(said, 0)}, came ${percent(was, 0)}`).join("; ");
  return (
    <svg
      class="reliability"
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={`Reliability: ${words()}`}
    >
      <For each={[0, 0.25, 0.5, 0.75, 1]}>
        {(share) => (
          <>
            <line class="grid" x1={x(0)} x2={x(1)} y1={y(share)} y2={y(share)} />
            <text x={edge.left - 6} y={y(share) + 4} text-anchor="end">{share * 100}</text>
            <text x={x(share)} y={size - 8} text-anchor="middle">{share * 100}</text>
          </>
        )}
      </For>
      <line class="honest" x1={x(0)} y1={y(0)} x2={x(1)} y2={y(1)} />
      <polyline
        class="curve"
        points={bins().map(({ said, was }) => `${x(said)},${y(was)}`).join(" ")}
      />
      <For each={bins()}>
        {(bin) => (
          <circle class="dot" cx={x(bin.said)} cy={y(bin.was)} r={radius(bin.votes)}>
            <title>
              Said {percent(bin.said)}, came {percent(bin.was)}, {bin.votes} moves
            </title>
          </circle>
        )}
      </For>
      <text class="axis" x={x(1)} y={y(0) - 6} text-anchor="end">said up, %</text>
      <text class="axis" x={x(0) + 6} y={y(1) + 10}>came up, %</text>
    </svg>
  );
};
