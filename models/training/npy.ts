// Arrays in NumPy's file format, written as they come and read whole.
import { closeSync, openSync, readFileSync, writeSync } from "node:fs";

const headerBytes = 128;
const kinds = { "<f4": Float32Array, "<f8": Float64Array, "<i8": BigInt64Array } as const;
interface Elements {
  readonly "<f4": Float32Array;
  readonly "<f8": Float64Array;
  readonly "<i8": BigInt64Array;
}
/** Element types: float32, float64 and signed 64-bit integers, little-endian. */
export type NpyKind = keyof typeof kinds;

const header = (kind: NpyKind, rows: number, columns: number): Buffer => {
  const text = `{'descr': '${kind}', 'fortran_order': False, 'shape': (${rows}, ${columns}), }`;
  const bytes = Buffer.alloc(headerBytes, " ");
  bytes.write("\x93NUMPY\x01\x00", 0, "latin1");
  bytes.writeUInt16LE(headerBytes - 10, 8);
  bytes.write(text, 10, "latin1");
  bytes.write("\n", headerBytes - 1, "latin1");
  return bytes;
};

/** Writes a matrix row by row; `close` fills in how many rows there were. */
export class NpyWriter {
  private readonly file: number;
  private readonly kind: NpyKind;
  private readonly columns: number;
  private readonly buffer: Float32Array | Float64Array | BigInt64Array;
  private used = 0;
  rows = 0;

  constructor(path: string, kind: NpyKind, columns: number) {
    this.file = openSync(path, "w");
    this.kind = kind;
    this.columns = columns;
    this.buffer = new kinds[kind](columns * 4096);
    writeSync(this.file, header(kind, 0, columns));
  }

  /** The next row: the caller fills it before the next call. */
  next(): { readonly into: Float32Array | Float64Array | BigInt64Array; readonly at: number } {
    if (this.used === this.buffer.length) this.flush();
    const at = this.used;
    this.used += this.columns;
    this.rows++;
    return { into: this.buffer, at };
  }

  close(): void {
    this.flush();
    writeSync(this.file, header(this.kind, this.rows, this.columns), 0, headerBytes, 0);
    closeSync(this.file);
  }

  private flush(): void {
    const { buffer, byteOffset, BYTES_PER_ELEMENT } = this.buffer;
    writeSync(this.file, new Uint8Array(buffer, byteOffset, this.used * BYTES_PER_ELEMENT));
    this.used = 0;
  }
}

/** Reads a file as one array, row after row. Throws for another element type. */
export const readNpy = <K extends NpyKind>(path: string, kind: K): Elements[K] => {
  const bytes = readFileSync(path);
  const start = 10 + bytes.readUInt16LE(8);
  const text = bytes.toString("latin1", 10, start);
  if (!text.includes(`'${kind}'`)) {
    throw new Error(`${path} holds ${text.trim()}: expected ${kind}`);
  }
  const body = bytes.buffer.slice(bytes.byteOffset + start, bytes.byteOffset + bytes.length);
  return new kinds[kind](body) as Elements[K];
};
