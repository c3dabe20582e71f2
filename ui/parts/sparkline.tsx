// A line without axes: the recent course of a number, on a canvas, since there are many and they move.
import { createEffect } from "solid-js";
import { shownTheme } from "../settings/store.ts";

/** The course to draw, oldest first; the size is in CSS pixels. */
export interface SparklineProps {
  readonly values: readonly number[];
  readonly width: number;
  readonly height: number;
}

/** A sparkline; the number beside it is what screen readers get. */
export const Sparkline = (props: SparklineProps) => {
  let canvas: HTMLCanvasElement | undefined;
  createEffect(() => {
    void shownTheme();
    const context = canvas?.getContext("2d");
    if (canvas === undefined || context === null || context === undefined) return;
    const { values, width, height } = props;
    const ratio = devicePixelRatio;
    if (canvas.width !== Math.round(width * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    const low = values.reduce((least, one) => Math.min(least, one), Infinity);
    const span = values.reduce((most, one) => Math.max(most, one), -Infinity) - low || 1;
    context.beginPath();
    for (const [i, value] of values.entries()) {
      const x = (i / Math.max(1, values.length - 1)) * (width - 2) + 1;
      context.lineTo(x, height - 2 - ((value - low) / span) * (height - 4));
    }
    context.strokeStyle = getComputedStyle(canvas).color;
    context.lineWidth = 1.5;
    context.lineJoin = "round";
    context.stroke();
  });
  return (
    <canvas
      ref={canvas}
      class="sparkline"
      aria-hidden="true"
      style={{ width: `${props.width}px`, height: `${props.height}px`, color: "var(--accent)" }}
    />
  );
};
