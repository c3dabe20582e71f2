// The tape: the market's own prints, newest first, with who crossed the spread.
import type { TradeAnswer } from "../../gateway/watch/protocol.ts";
import { clock, zoneName } from "../parts/format.ts";
import { Table } from "../parts/table.tsx";

const marks = { buy: "▲", sell: "▼", unknown: "◆" } as const;
const tones = { buy: "up", sell: "down", unknown: "quiet" } as const;

/** Prints of the selected instrument. */
export const Tape = (props: { readonly prints: readonly TradeAnswer[] }) => (
  <Table
    caption="Tape"
    rows={props.prints}
    empty="No print since this instrument was opened."
    columns={[
      { heading: `Time ${zoneName()}`, cell: (one) => <span class="quiet">{clock(one.t)}</span> },
      {
        heading: "Price",
        number: true,
        cell: (one) => (
          <span class={tones[one.aggressor_side]}>
            {marks[one.aggressor_side]} {one.price}
          </span>
        ),
      },
      { heading: "Quantity", number: true, cell: (one) => one.qty },
    ]}
  />
);
