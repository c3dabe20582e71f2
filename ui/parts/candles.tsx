// Candles of one instrument with our fills on them. Drawn by lightweight-charts, loaded when first shown.
import type {
  IChartApi,
  IPriceLine,
  ISeriesApi,
  ISeriesMarkersPluginApi,
  SeriesMarker,
  Time,
  UTCTimestamp,
} from "lightweight-charts";
import { createEffect, getOwner, onCleanup, onMount, runWithOwner } from "solid-js";

/** One candle; the time is its start in seconds since the epoch. */
export interface Candle {
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

/** A fill on the chart. */
export interface CandleMark {
  readonly time: number;
  readonly side: "buy" | "sell";
  readonly label: string;
}

/** A working order on the chart. */
export interface CandleLine {
  readonly price: number;
  readonly side: "buy" | "sell";
  readonly label: string;
}

/** What is drawn. A new `symbol` starts the chart afresh. */
export interface CandlesProps {
  readonly symbol: string;
  readonly candles: readonly Candle[];
  readonly marks: readonly CandleMark[];
  /** Prices that orders wait at. */
  readonly lines?: readonly CandleLine[];
  readonly decimals: number;
  readonly theme: string;
}

const maxMarks = 60;

/** A candle chart that fills its box. */
export const Candles = (props: CandlesProps) => {
  let box: HTMLDivElement | undefined;
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
        layout: { background: { color: "transparent" }, attributionLogo: true, fontSize: 11 },
        timeScale: { timeVisible: true, secondsVisible: true, rightOffset: 4 },
      });
      const series = chart.addSeries(library.CandlestickSeries);
      const markers = library.createSeriesMarkers(series, []);
      const made = chart;
      runWithOwner(owner, () => draw(props, made, series, markers));
    });
  });
  return <div ref={box} class="candles" role="img" aria-label={`Candles of ${props.symbol}`} />;
};

const draw = (
  props: CandlesProps,
  chart: IChartApi,
  series: ISeriesApi<"Candlestick">,
  markers: ISeriesMarkersPluginApi<Time>,
): void => {
  let symbol = "";
  createEffect(() => {
    void props.theme;
    const style = getComputedStyle(document.documentElement);
    const colour = (name: string) => style.getPropertyValue(name).trim();
    const [up, down] = [colour("--up"), colour("--down")];
    chart.applyOptions({
      layout: { textColor: colour("--ink-3") },
      grid: { vertLines: { color: colour("--line") }, horzLines: { color: colour("--line") } },
    });
    series.applyOptions({
      upColor: up,
      wickUpColor: up,
      downColor: down,
      wickDownColor: down,
      borderVisible: false,
    });
  });
  createEffect(() => {
    const { candles } = props;
    const points = candles.map((candle) => ({ ...candle, time: candle.time as UTCTimestamp }));
    const minMove = 10 ** -props.decimals;
    series.applyOptions({ priceFormat: { type: "price", precision: props.decimals, minMove } });
    series.setData(points);
    if (symbol !== props.symbol) chart.timeScale().fitContent();
    if (points.length > 0) symbol = props.symbol;
  });
  let drawn: IPriceLine[] = [];
  createEffect(() => {
    void props.theme;
    const style = getComputedStyle(document.documentElement);
    for (const line of drawn) series.removePriceLine(line);
    drawn = (props.lines ?? []).slice(0, maxMarks).map(({ price, side, label }) =>
      series.createPriceLine({
        price,
        color: style.getPropertyValue(side === "buy" ? "--up" : "--down").trim(),
        lineWidth: 1,
        lineStyle: 2,
        axisLabelVisible: true,
        title: label,
      })
    );
  });
  createEffect(() => {
    markers.setMarkers(
      props.marks.slice(-maxMarks).map((mark): SeriesMarker<Time> => ({
        time: mark.time as UTCTimestamp,
        position: mark.side === "buy" ? "belowBar" : "aboveBar",
        shape: mark.side === "buy" ? "arrowUp" : "arrowDown",
        color: getComputedStyle(document.documentElement).getPropertyValue(
          mark.side === "buy" ? "--up" : "--down",
        ).trim(),
        text: mark.label,
      })),
    );
  });
};
