// Every instrument with its quote, its prediction and its recent course.
import { Show } from "solid-js";
import { age, decimal } from "../parts/format.ts";
import { Sparkline } from "../parts/sparkline.tsx";
import { Table } from "../parts/table.tsx";
import type { InstrumentRow } from "./model.ts";
import "./markets.css";

/** The instruments, the selected one, and the time that ages count from. */
export interface MarketsProps {
  readonly instruments: readonly InstrumentRow[];
  readonly selected: string;
  readonly nowMs: number;
  readonly onSelect: (symbol: string) => void;
}

/** Milliseconds after which a quote counts as stale and is dimmed. */
const staleMs = 10_000;

/** A table of instruments; a row selects its instrument. */
export const Markets = (props: MarketsProps) => {
  const stale = (row: InstrumentRow) => props.nowMs - row.seenMs > staleMs ? "stale" : "";
  const price = (row: InstrumentRow, value: number) => (
    <span class={stale(row)} title={`${age(props.nowMs - row.seenMs)} old`}>
      {value > 0 ? decimal(value, row.decimals) : "–"}
    </span>
  );
  return (
    <Table
      caption="Instruments"
      rows={props.instruments}
      empty="No quote yet."
      selected={(row) => row.symbol === props.selected}
      onOpen={(row) => props.onSelect(row.symbol)}
      columns={[
        { heading: "Instrument", cell: (row) => <strong>{row.symbol}</strong> },
        { heading: "Bid", number: true, cell: (row) => price(row, row.bid) },
        { heading: "Offer", number: true, cell: (row) => price(row, row.ask) },
        {
          heading: "Course",
          cell: (row) => <Sparkline values={row.course} width={52} height={18} />,
        },
        { heading: "Up", number: true, cell: (row) => <Probability row={row} /> },
      ]}
    />
  );
};

const Probability = (props: { readonly row: InstrumentRow }) => (
  <Show when={props.row.probabilityUp !== undefined} fallback={<span class="quiet">–</span>}>
    <span
      class="probability"
      title={`${props.row.model}: probability that the next mid move is up`}
    >
      <i style={{ width: `${Math.round(props.row.probabilityUp! * 100)}%` }} />
      <span>{Math.round(props.row.probabilityUp! * 100)} %</span>
    </span>
  </Show>
);
