// Candles of one instrument with volume, signals, fills linked entry to exit, and orders as lines that can be moved.
import type {
  AutoscaleInfo,
  IChartApi,
  ISeriesApi,
  SeriesMarker,
  Time,
  UTCTimestamp,
} from "lightweight-charts";
import {
  createEffect,
  createSignal,
  getOwner,
  on,
  onCleanup,
  onMount,
  runWithOwner,
  Show,
} from "solid-js";
import { clockOf, dateOf } from "../parts/format.ts";
import { settings, shownTheme } from "../settings/store.ts";
import { FillsLayer } from "./fills-layer.ts";
import { type OrderLine, OrderLines, type PriceScale } from "./order-lines.tsx";
import type { ChartFill } from "./round-trips.ts";
import "./candles.css";

/** One candle; the time is its start in seconds since the epoch. */
export interface Candle {
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** A signal on the chart. */
export interface CandleMark {
  readonly time: number;
  readonly side: "long" | "short" | "flat";
}

/** What is drawn. A new `symbol` starts the chart afresh. */
export interface CandlesProps {
  readonly symbol: string;
  /** Candles to begin with, oldest first, and those that came after. */
  readonly candles: readonly Candle[];
  readonly newest?: readonly Candle[];
  /** Our fills, oldest first. */
  readonly fills: readonly ChartFill[];
  readonly signals?: readonly CandleMark[];
  readonly lines?: readonly OrderLine[];
  readonly onMove?: (id: string, price: number) => Promise<void>;
  /** Somebody clicked at a price. */
  readonly onPrice?: (price: number) => void;
  readonly decimals: number;
  readonly tickSize: number;
  readonly linked?: boolean;
  /** Gives a way to take a picture. */
  readonly ref?: (picture: () => HTMLCanvasElement) => void;
}

const maxMarks = 80;
const colourOf = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** A candle chart that fills its box. */
export const Candles = (props: CandlesProps) => {
  let box: HTMLDivElement | undefined;
  const [scale, setScale] = createSignal<PriceScale>();
  onMount(() => {
    // What comes after the library is loaded still belongs to this component, and ends with it.
    const owner = getOwner();
    let ended = false;
    let chart: IChartApi | undefined;
    onCleanup(() => {
      ended = true;
      chart?.remove();
    });
    void import("lightweight-charts").then((library) => {
      if (ended || box === undefined) return;
      chart = library.createChart(box, {
        autoSize: true,
        layout: {
          background: { color: "transparent" },
          attributionLogo: true,
          fontSize: 11,
          fontFamily: getComputedStyle(document.body).fontFamily,
          panes: { separatorColor: colourOf("--line") },
        },
        timeScale: { timeVisible: true, secondsVisible: true, rightOffset: 6, minBarSpacing: 0.4 },
        crosshair: { mode: library.CrosshairMode.Normal },
      });
      const series = chart.addSeries(library.CandlestickSeries);
      const volume = chart.addSeries(library.HistogramSeries, {
        priceFormat: { type: "volume" },
        priceLineVisible: false,
        lastValueVisible: false,
      }, 1);
      chart.panes()[1]?.setStretchFactor(0.16);
      const markers = library.createSeriesMarkers(series, []);
      const fills = new FillsLayer();
      series.attachPrimitive(fills);
      const listeners = new Set<() => void>();
      // Called at every drawing: only then does anybody know where prices are.
      series.attachPrimitive({ updateAllViews: () => listeners.forEach((told) => told()) });
      const made = chart;
      setScale({
        yOf: (price) => series.priceToCoordinate(price) ?? undefined,
        priceAt: (y) => series.coordinateToPrice(y) ?? undefined,
        height: () => made.panes()[0]?.getHeight() ?? 0,
        width: () => made.timeScale().width(),
        follow: (told) => {
          listeners.add(told);
          onCleanup(() => listeners.delete(told));
        },
      });
      made.subscribeClick((event) => {
        const price = event.point === undefined ? null : series.coordinateToPrice(event.point.y);
        if (price !== null && event.paneIndex === 0) props.onPrice?.(price);
      });
      props.ref?.(() => made.takeScreenshot());
      runWithOwner(owner, () => {
        paint(made, series, volume, fills);
        draw(props, made, series, volume, fills);
        createEffect(() => markers.setMarkers(marksOf(props.signals ?? [])));
      });
    });
  });
  const last = () => props.newest?.at(-1) ?? props.candles.at(-1);
  return (
    <div class="candles">
      <div
        ref={box}
        class="candles-box"
        role="group"
        aria-label={`Candles of ${props.symbol}, last ${
          last()?.close.toFixed(props.decimals) ?? "–"
        }, ${props.fills.length} fills`}
      />
      <Show when={scale()}>
        {(known) => (
          <OrderLines
            scale={known()}
            lines={props.lines ?? []}
            decimals={props.decimals}
            tickSize={props.tickSize}
            onMove={props.onMove}
          />
        )}
      </Show>
    </div>
  );
};

type Candlesticks = ISeriesApi<"Candlestick">;
type Histogram = ISeriesApi<"Histogram">;

const paint = (chart: IChartApi, series: Candlesticks, volume: Histogram, fills: FillsLayer) =>
  createEffect(on([shownTheme, () => settings.zone, () => settings.glass], () => {
    const [up, down, line] = [colourOf("--up"), colourOf("--down"), colourOf("--line")];
    chart.applyOptions({
      layout: { textColor: colourOf("--ink-3"), panes: { separatorColor: line } },
      grid: { vertLines: { color: line }, horzLines: { color: line } },
      rightPriceScale: { borderColor: line },
      timeScale: {
        borderColor: line,
        tickMarkFormatter: (time: Time, kind: number) =>
          kind < 3
            ? dateOf(Number(time) * 1000).slice(5, 10)
            : clockOf(Number(time) * 1000).slice(0, kind === 4 ? 8 : 5),
      },
      localization: { timeFormatter: (time: Time) => clockOf(Number(time) * 1000) },
    });
    series.applyOptions({
      upColor: up,
      wickUpColor: up,
      downColor: down,
      wickDownColor: down,
      borderVisible: false,
    });
    volume.applyOptions({ color: colourOf("--line-strong") });
    fills.paint({ up, down, ink: colourOf("--ground") });
  }));

const draw = (
  props: CandlesProps,
  chart: IChartApi,
  series: Candlesticks,
  volume: Histogram,
  fills: FillsLayer,
): void => {
  let symbol = "";
  let times: number[] = [];
  createEffect(() => {
    const prices = (props.lines ?? []).map(({ price }) => price);
    series.applyOptions({
      autoscaleInfoProvider: (own: () => AutoscaleInfo | null) => withOrders(own(), prices),
    });
  });
  createEffect(() => {
    const minMove = 10 ** -props.decimals;
    series.applyOptions({ priceFormat: { type: "price", precision: props.decimals, minMove } });
  });
  createEffect(on(() => props.candles, (candles) => {
    times = candles.map(({ time }) => time);
    fills.place(times);
    series.setData(candles.map((one) => ({ ...one, time: one.time as UTCTimestamp })));
    volume.setData(
      candles.map(({ time, volume }) => ({ time: time as UTCTimestamp, value: volume })),
    );
    if (symbol !== props.symbol && candles.length > 0) {
      symbol = props.symbol;
      const shown = Math.min(candles.length, 180);
      chart.timeScale().setVisibleLogicalRange({
        from: candles.length - shown,
        to: candles.length + 6,
      });
    }
  }));
  createEffect(on(() => props.newest, (newest) => {
    for (const one of newest ?? []) {
      if (one.time < (times.at(-1) ?? 0)) continue;
      if (one.time !== times.at(-1)) times.push(one.time);
      series.update({ ...one, time: one.time as UTCTimestamp });
      volume.update({ time: one.time as UTCTimestamp, value: one.volume });
    }
  }));
  createEffect(() => fills.show(props.fills, props.linked ?? true));
};

/** Room for the orders beside the candles too, as far off as the candles reach: others wait at the edge. */
const withOrders = (
  info: AutoscaleInfo | null,
  prices: readonly number[],
): AutoscaleInfo | null => {
  if (info?.priceRange == null) return info;
  const { minValue, maxValue } = info.priceRange;
  const reach = maxValue - minValue;
  const near = prices.filter((one) => one > minValue - reach && one < maxValue + reach);
  const priceRange = {
    minValue: Math.min(minValue, ...near),
    maxValue: Math.max(maxValue, ...near),
  };
  return { ...info, priceRange };
};

const marksOf = (signals: readonly CandleMark[]): SeriesMarker<Time>[] => {
  const colours = { long: colourOf("--up"), short: colourOf("--down"), flat: colourOf("--ink-3") };
  return signals.slice(-maxMarks).map((mark): SeriesMarker<Time> => ({
    time: mark.time as UTCTimestamp,
    position: mark.side === "short" ? "aboveBar" : "belowBar",
    shape: "circle",
    size: 0.5,
    color: colours[mark.side],
  }));
};
