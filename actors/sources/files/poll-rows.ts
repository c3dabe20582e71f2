// Polls of a last price with the volume of the day: what was traded since the poll before, at the last price.
import type { Trade } from "../../../streams/market.ts";
import { decimalsOf, integersOf } from "./columns.ts";
import type { PollColumns } from "./layout.ts";
import type { Chunk } from "./merge.ts";
import { isGoodRow, refuse, type Rows } from "./rows.ts";

/** Reads the polls of one file, over all of its batches. A price is rounded to the tick: polls come as floats. */
export class PollRows {
  private readonly columns: PollColumns;
  private readonly volumes = new Map<number, number>();

  constructor(columns: PollColumns) {
    this.columns = columns;
  }

  take(rows: Rows, row: number, out: Chunk): void {
    if (!isGoodRow(rows, row)) return;
    const instrument = rows.instrumentAt(row)!;
    const { instrumentId, tick } = instrument;
    const price = decimalsOf(rows.batch, this.columns.price)!.valueAt(row);
    const volume = integersOf(rows.batch, this.columns.dayVolume)!.values[row]!;
    if (!(price > 0)) {
      const expected = "a price above 0";
      return refuse(rows, { row, field: this.columns.price, value: String(price), expected });
    }
    if (!(volume >= 0)) {
      const expected = "a volume, 0 or more";
      return refuse(rows, { row, field: this.columns.dayVolume, value: String(volume), expected });
    }
    const before = this.volumes.get(instrumentId) ?? volume;
    this.volumes.set(instrumentId, volume);
    const trade: Trade = {
      _tag: "trade",
      position: 0,
      outputIndex: 0,
      instrumentId,
      eventTimeUs: rows.eventUs[row]!,
      ingestTimeUs: rows.ingestUs[row]!,
      tradeId: 0,
      priceTicks: Math.round(price * 10 ** tick.scale / tick.unscaled),
      // A new day begins at 0 again.
      quantityLots: Math.max(0, volume - before),
      aggressorSide: "unknown",
      flags: 0,
    };
    out.ticks.push(trade);
    out.keys.push(rows.keys[row]!);
  }
}
