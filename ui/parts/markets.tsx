// Every instrument with its quote, its prediction and its recent course. A row changes in place: many change each frame.
import { Show } from "solid-js";
import type { Courses } from "../live/courses.ts";
import type { InstrumentRow } from "../live/model.ts";
import { decimal } from "./format.ts";
import { Sparkline } from "./sparkline.tsx";
import { Table } from "./table.tsx";
import "./markets.css";

/** The instruments and the selected one. */
export interface MarketsProps {
  readonly instruments: readonly InstrumentRow[];
  readonly courses: Courses;
  readonly selected: string;
  readonly onSelect: (symbol: string) => void;
}

/** A table of instruments; a row selects its instrument. */
export const Markets = (props: MarketsProps) => (
  <Table
    caption="Instruments"
    rows={props.instruments}
    empty="No quote yet."
    selected={(row) => row.symbol === props.selected}
    nameOf={(row) => `Show ${row.symbol}`}
    onOpen={(row) => props.onSelect(row.symbol)}
    columns={[
      { heading: "Instrument", cell: (row) => <strong>{row.symbol}</strong> },
      { heading: "Bid", number: true, cell: (row) => <Price row={row} side="bid" /> },
      { heading: "Offer", number: true, cell: (row) => <Price row={row} side="ask" /> },
      {
        heading: "Course",
        hint: "The last half minute",
        cell: (row) => <Sparkline values={props.courses.of(row.symbol)} width={52} height={18} />,
      },
      {
        heading: "Up",
        hint: "Probability that the next move of the mid price is up",
        number: true,
        cell: (row) => <Probability row={row} />,
      },
    ]}
  />
);

const Price = (props: { readonly row: InstrumentRow; readonly side: "bid" | "ask" }) => (
  <span
    class={props.row.stale ? "stale" : ""}
    title={props.row.stale ? "No quote came for more than ten seconds" : undefined}
  >
    {props.row[props.side] > 0 ? decimal(props.row[props.side], props.row.decimals) : "–"}
  </span>
);

const Probability = (props: { readonly row: InstrumentRow }) => {
  const share = () => Math.round((props.row.probabilityUp ?? 0) * 100);
  return (
    <Show when={props.row.probabilityUp !== undefined} fallback={<span class="quiet">–</span>}>
      <span class="probability" title={props.row.model}>
        <i style={{ transform: `scaleX(${share() / 100})` }} />
        <span>{share()} %</span>
      </span>
    </Show>
  );
};
