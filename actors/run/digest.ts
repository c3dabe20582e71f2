// Digests of what a pipeline made: equal digests mean equal bytes, record by record.
import { createHash, type Hash } from "node:crypto";
import { jsonLine } from "../../streams/message.ts";
import { type AnyRecord, definitionOf, type Tag } from "../../streams/records.ts";

/** A SHA-256 over the rows of each kind of record, in order. */
export class Digest {
  private readonly hashes = new Map<Tag, Hash>();
  private readonly counts = new Map<Tag, number>();
  private scratch = new Uint8Array(1024);

  /** Adds one record: its frame row, or its JSON line. */
  add(record: AnyRecord): void {
    const definition = definitionOf(record._tag);
    const hash = this.hashes.get(record._tag) ?? createHash("sha256");
    this.hashes.set(record._tag, hash);
    this.counts.set(record._tag, (this.counts.get(record._tag) ?? 0) + 1);
    if (definition.frame === undefined) {
      hash.update(jsonLine(definition, record)).update("\n");
      return;
    }
    const { rowBytes, write } = definition.frame;
    if (this.scratch.length < rowBytes) this.scratch = new Uint8Array(rowBytes);
    write(new DataView(this.scratch.buffer), 0, record as never);
    hash.update(this.scratch.subarray(0, rowBytes));
  }

  /** Rows and digest of each kind so far. Ends the digest. */
  end(): Partial<Record<Tag, { readonly rows: number; readonly sha256: string }>> {
    const out: Partial<Record<Tag, { rows: number; sha256: string }>> = {};
    for (const [tag, hash] of this.hashes) {
      out[tag] = { rows: this.counts.get(tag)!, sha256: hash.digest("hex") };
    }
    return out;
  }
}
