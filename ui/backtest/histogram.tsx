// How values lie: a histogram around zero, losses and gains in their colours and on their sides.
import { createMemo, For, Show } from "solid-js";
import { percent } from "../parts/format.ts";

const bins = 31;
const height = 150;
const width = 420;

/** A histogram of returns; what lies beyond three standard deviations is in the outermost bins. */
export const Histogram = (props: { readonly values: readonly number[] }) => {
  const shape = createMemo(() => {
    const { values } = props;
    const mean = values.reduce((sum, one) => sum + one, 0) / Math.max(1, values.length);
    const square = values.reduce((sum, one) => sum + (one - mean) ** 2, 0);
    const edge = 3 * Math.sqrt(square / Math.max(1, values.length)) || 1e-9;
    const counts = new Array<number>(bins).fill(0);
    for (const one of values) {
      const at = Math.floor((one + edge) / (2 * edge) * bins);
      counts[Math.min(bins - 1, Math.max(0, at))]!++;
    }
    return { counts, edge, most: Math.max(1, ...counts), mean };
  });
  const step = width / bins;
  return (
    <Show
      when={props.values.length > 1}
      fallback={<p class="quiet">The equity did not move often enough.</p>}
    >
      <svg
        class="histogram"
        viewBox={`0 0 ${width} ${height + 18}`}
        role="img"
        aria-label={`${props.values.length} returns, mean ${
          percent(shape().mean, 4)
        }, three standard deviations ${percent(shape().edge, 4)}`}
      >
        <For each={shape().counts}>
          {(many, i) => (
            <rect
              class={i() < (bins - 1) / 2 ? "loss" : "gain"}
              x={i() * step + 0.5}
              y={height - many / shape().most * height}
              width={step - 1}
              height={many / shape().most * height}
            />
          )}
        </For>
        <line x1={width / 2} x2={width / 2} y1="0" y2={height} />
        <text x="0" y={height + 14}>−{percent(shape().edge, 4)}</text>
        <text x={width / 2} y={height + 14} text-anchor="middle">0</text>
        <text x={width} y={height + 14} text-anchor="end">+{percent(shape().edge, 4)}</text>
      </svg>
    </Show>
  );
};
