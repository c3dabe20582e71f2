// A line without axes: the recent course of a number.

/** The course to draw, oldest first; the size is in CSS pixels. */
export interface SparklineProps {
  readonly values: readonly number[];
  readonly width: number;
  readonly height: number;
}

/** An SVG sparkline; the number beside it is what screen readers get. */
export const Sparkline = (props: SparklineProps) => {
  const points = () => {
    const { values, width, height } = props;
    const low = Math.min(...values);
    const span = Math.max(...values) - low || 1;
    return values.map((value, index) => {
      const x = (index / Math.max(1, values.length - 1)) * (width - 2) + 1;
      const y = height - 2 - ((value - low) / span) * (height - 4);
      return `${x.toFixed(1)},${y.toFixed(1)}`;
    }).join(" ");
  };
  return (
    <svg width={props.width} height={props.height} aria-hidden="true" class="sparkline">
      <polyline
        points={points()}
        fill="none"
        stroke="var(--accent)"
        stroke-width="1.5"
        stroke-linejoin="round"
      />
    </svg>
  );
};
