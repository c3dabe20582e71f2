// The replay side: the pipeline of the live run over recorded input, with what it makes kept as rows.
import type { AnyRecord, Tag } from "../../../streams/records.ts";
import { Pipeline, type PipelineOptions } from "../../pipeline.ts";
import { batchTicks } from "../limits.ts";
import type { Emitters } from "./emitters.ts";
import { type KeyedRow, rowOfRecord } from "./rows.ts";

/** A row that the replay made, and who made it. */
export interface ReplayedRow extends KeyedRow {
  readonly maker: string;
}

/** A pipeline that keeps what it makes by kind. */
export class Replayed {
  private readonly pipeline: Pipeline;
  private made = new Map<Tag, ReplayedRow[]>();

  /** `skipped` are the deliveries that an actor cannot take: see `Machine.skip`. */
  constructor(
    options: Omit<PipelineOptions, "deliver">,
    emitters: Emitters,
    skipped: ReadonlySet<string>,
  ) {
    this.pipeline = new Pipeline({
      ...options,
      market: options.market.map((actor) => emitters.watched(actor)),
      trading: options.trading.map((actor) => emitters.watched(actor)),
      deliver: (record) => {
        const row = { ...rowOfRecord(record), maker: emitters.of(record) };
        const rows = this.made.get(record._tag);
        if (rows === undefined) this.made.set(record._tag, [row]);
        else rows.push(row);
      },
    });
    this.pipeline.skip(skipped);
  }

  /** Runs the next input records; gives what followed from them. */
  async run(input: readonly AnyRecord[]): Promise<ReadonlyMap<Tag, readonly ReplayedRow[]>> {
    this.made = new Map();
    for (let from = 0; from < input.length; from += batchTicks) {
      await this.pipeline.run(input.slice(from, from + batchTicks));
    }
    return this.made;
  }
}
