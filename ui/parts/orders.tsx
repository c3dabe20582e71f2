// Fills and sides as every screen writes them.
import type { FillAnswer } from "../../gateway/protocol.ts";
import { arrow, clock, signed, tone, zoneName } from "./format.ts";
import { Table } from "./table.tsx";

/** Buy or sell, with its arrow. */
export const Side = (props: { readonly side: "buy" | "sell" }) => (
  <span class={props.side === "buy" ? "up" : "down"}>
    {arrow(props.side === "buy" ? 1 : -1)} {props.side}
  </span>
);

/** An amount with sign, arrow and colour. */
export const Money = (props: { readonly value: number; readonly decimals?: number }) => (
  <span class={tone(props.value)}>
    {arrow(props.value)} {signed(props.value, props.decimals ?? 2)}
  </span>
);

/** Fills, newest first; one can be opened. */
export const Fills = (
  props: {
    readonly fills: readonly FillAnswer[];
    readonly onOpen?: (fill: FillAnswer) => void;
    /** Leaves out what a narrow card has no room for. */
    readonly brief?: boolean;
  },
) => (
  <Table
    caption="Fills"
    rows={props.fills}
    empty="No fill yet. Strategies trade when their edge is large enough."
    nameOf={(fill) => `Why ${fill.side} ${fill.qty} ${fill.symbol} at ${fill.price}`}
    onOpen={(fill) => props.onOpen?.(fill)}
    columns={[
      { heading: `Time ${zoneName()}`, cell: (row) => clock(row.t) },
      { heading: "Instrument", cell: (row) => <strong>{row.symbol}</strong> },
      { heading: "Side", cell: (row) => <Side side={row.side} /> },
      { heading: "Quantity", number: true, cell: (row) => row.qty },
      { heading: "Price", number: true, cell: (row) => row.price },
      ...(props.brief ? [] : [
        { heading: "Fee", number: true, cell: (row: FillAnswer) => row.fee },
        {
          heading: "From",
          cell: (row: FillAnswer) => <span class="quiet">{row.strategy_id || "by hand"}</span>,
        },
      ]),
    ]}
  />
);
