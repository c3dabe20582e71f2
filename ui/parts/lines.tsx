// Lines over time, several on one scale: equity curves, and how far below their highs they are.
import { createMemo, For, Show } from "solid-js";
import "./lines.css";

/** One line; values have even steps in time. */
export interface Line {
  readonly name: string;
  readonly values: readonly number[];
}

/** What is drawn. */
export interface LinesProps {
  readonly label: string;
  readonly lines: readonly Line[];
  readonly height: number;
  readonly format: (value: number) => string;
  /** Under the left and the right end. */
  readonly ends?: readonly [string, string];
  /** Fills the area between the first line and zero. */
  readonly area?: boolean;
}

const width = 1000;

/** An SVG chart that fills its width. */
export const Lines = (props: LinesProps) => {
  const scale = createMemo(() => {
    const all = props.lines.flatMap(({ values }) => values).filter(Number.isFinite);
    if (props.area) all.push(0);
    const low = all.reduce((least, one) => Math.min(least, one), Infinity);
    const high = all.reduce((most, one) => Math.max(most, one), -Infinity);
    return { low, high, span: high - low || 1 };
  });
  const y = (value: number) =>
    (props.height - 6 - (value - scale().low) / scale().span * (props.height - 12)).toFixed(1);
  const points = ({ values }: Line) =>
    values.map((value, i) =>
      `${(i / Math.max(1, values.length - 1) * width).toFixed(1)},${y(value)}`
    ).join(" ");
  const enough = () => props.lines.some(({ values }) => values.length > 1);
  return (
    <Show when={enough()} fallback={<p class="quiet">Nothing to draw yet.</p>}>
      <figure class="lines">
        <div class="lines-box">
          <span class="lines-top">{props.format(scale().high)}</span>
          <span class="lines-bottom">{props.format(scale().low)}</span>
          <svg
            viewBox={`0 0 ${width} ${props.height}`}
            preserveAspectRatio="none"
            role="img"
            aria-label={props.label}
            style={{ height: `${props.height}px` }}
          >
            <For each={props.lines}>
              {(line, i) => (
                <>
                  <Show when={props.area && i() === 0}>
                    <polygon
                      class="lines-area"
                      points={`0,${y(0)} ${points(line)} ${width},${y(0)}`}
                    />
                  </Show>
                  <polyline class={`line line-${i() % 4}`} points={points(line)} />
                </>
              )}
            </For>
          </svg>
        </div>
        <figcaption>
          <span>{props.ends?.[0]}</span>
          <Show when={props.lines.length > 1}>
            <span class="lines-names">
              <For each={props.lines}>
                {(line, i) => <span class={`line-name line-name-${i() % 4}`}>{line.name}</span>}
              </For>
            </span>
          </Show>
          <span>{props.ends?.[1]}</span>
        </figcaption>
      </figure>
    </Show>
  );
};
