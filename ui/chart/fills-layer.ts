// Fills on a candle chart: a mark at the exact price, and a line from each entry to its exit, coloured by what it earned.
import type {
  ISeriesPrimitive,
  PrimitivePaneViewZOrder,
  SeriesAttachedParameter,
  Time,
} from "lightweight-charts";
import { type ChartFill, roundTripsOf } from "./round-trips.ts";

/** The colours of the layer. */
export interface FillColours {
  readonly up: string;
  readonly down: string;
  readonly ink: string;
}

const mostDrawn = 300;
const size = 5;

/** The layer. `times` are the starts of the candles in seconds, which fills are put over. */
export class FillsLayer implements ISeriesPrimitive<Time> {
  private chart: SeriesAttachedParameter<Time> | undefined;
  private fills: readonly ChartFill[] = [];
  private trips: ReturnType<typeof roundTripsOf> = [];
  private times: readonly number[] = [];
  private colours: FillColours = { up: "", down: "", ink: "" };
  private linked = true;

  attached(chart: SeriesAttachedParameter<Time>): void {
    this.chart = chart;
  }

  detached(): void {
    this.chart = undefined;
  }

  /** Shows other fills, oldest first. */
  show(fills: readonly ChartFill[], linked: boolean): void {
    this.fills = fills.slice(-mostDrawn);
    this.trips = roundTripsOf(this.fills);
    this.linked = linked;
    this.chart?.requestUpdate();
  }

  /** Says where the candles are. */
  place(times: readonly number[]): void {
    this.times = times;
  }

  paint(colours: FillColours): void {
    this.colours = colours;
    this.chart?.requestUpdate();
  }

  paneViews() {
    const zOrder = (): PrimitivePaneViewZOrder => "top";
    return [{
      zOrder,
      renderer: () => ({
        draw: (target: DrawTarget) =>
          target.useMediaCoordinateSpace(({ context }) => this.draw(context)),
      }),
    }];
  }

  /** A fill lies over the last candle that began before it. */
  private xOf(fill: ChartFill): number | null {
    const { times, chart } = this;
    const second = fill.timeMs / 1000;
    if (chart === undefined || times.length === 0 || second < times[0]! - 60) return null;
    let [low, high] = [0, times.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (times[middle]! <= second) low = middle;
      else high = middle - 1;
    }
    return chart.chart.timeScale().timeToCoordinate(times[low] as Time);
  }

  private draw(context: CanvasRenderingContext2D): void {
    const { chart, colours } = this;
    if (chart === undefined) return;
    const y = (fill: ChartFill) => chart.series.priceToCoordinate(fill.price);
    if (this.linked) {
      context.lineWidth = 1.5;
      context.setLineDash([4, 3]);
      for (const { entry, exit, profit } of this.trips) {
        const [x1, y1, x2, y2] = [this.xOf(entry), y(entry), this.xOf(exit), y(exit)];
        if (x1 === null || y1 === null || x2 === null || y2 === null) continue;
        context.strokeStyle = profit >= 0 ? colours.up : colours.down;
        context.beginPath();
        context.moveTo(x1, y1);
        context.lineTo(x2, y2);
        context.stroke();
      }
      context.setLineDash([]);
    }
    for (const fill of this.fills) {
      const [x, at] = [this.xOf(fill), y(fill)];
      if (x === null || at === null) continue;
      const way = fill.side === "buy" ? 1 : -1;
      context.fillStyle = fill.side === "buy" ? colours.up : colours.down;
      context.strokeStyle = colours.ink;
      context.lineWidth = 1;
      context.beginPath();
      context.moveTo(x, at);
      context.lineTo(x - size, at + way * size * 1.7);
      context.lineTo(x + size, at + way * size * 1.7);
      context.closePath();
      context.fill();
      context.stroke();
    }
  }
}

/** What a layer draws on: fancy-canvas, in the part that is used of it. */
interface DrawTarget {
  useMediaCoordinateSpace(
    draw: (scope: { readonly context: CanvasRenderingContext2D }) => void,
  ): void;
}
