// Pages of a Parquet column chunk, decoded into typed arrays; no decimal becomes a fraction.
import { brotliDecompressSync, crc32, gunzipSync, zstdDecompressSync } from "node:zlib";
import type { ColumnMetaData, Compressors, SchemaElement, SchemaTree } from "hyparquet";
import { compressors as otherCompressors } from "hyparquet-compressors";
import { parquetHeader } from "hyparquet/src/column.js";
import { decompressPage, readDataPage, readDataPageV2 } from "hyparquet/src/datapage.js";
import { readRleBitPackedHybrid } from "hyparquet/src/encoding.js";
import { type Decoding, decodingOf, utf8 } from "./parquet-values.ts";
import type { ColumnKind } from "./columns.ts";

/** Zlib's own are several times as fast as those in JavaScript. */
const compressors: Compressors = {
  ...otherCompressors,
  ZSTD: (input) => zstdDecompressSync(input),
  GZIP: (input) => gunzipSync(input),
  BROTLI: (input) => brotliDecompressSync(input),
};

/** Values of one page; `exact` has the integers that are not safe, by their place in the page. */
export interface PageValues {
  readonly numbers?: Float64Array;
  readonly texts?: readonly string[];
  readonly exact?: ReadonlyMap<number, bigint>;
  readonly length: number;
}

/** What is needed to read the pages of one column. */
export interface PageColumn {
  readonly kind: ColumnKind;
  readonly element: SchemaElement;
  readonly schemaPath: SchemaTree[];
  readonly metadata: ColumnMetaData;
}

/** Reads the pages of a column chunk one after another. Throws for a page that cannot be read. */
export class PageReader {
  private readonly reader: { readonly view: DataView; offset: number };
  private readonly column: PageColumn;
  private readonly decoding: Decoding;
  private dictionary: PageValues | undefined;

  constructor(bytes: ArrayBuffer, column: PageColumn) {
    this.reader = { view: new DataView(bytes), offset: 0 };
    this.column = column;
    this.decoding = decodingOf(column.kind, column.element);
  }

  /** The values of the next page with data, or undefined at the end of the chunk. */
  next(): PageValues | undefined {
    const { reader } = this;
    while (reader.offset < reader.view.byteLength - 1) {
      const header = parquetHeader(reader);
      const end = reader.offset + header.compressed_page_size;
      if (!(end <= reader.view.byteLength) || header.compressed_page_size < 0) {
        throw new Error(`a page of ${header.compressed_page_size} bytes does not fit its column`);
      }
      const bytes = new Uint8Array(reader.view.buffer, reader.offset, header.compressed_page_size);
      reader.offset = end;
      if (header.crc !== undefined && (crc32(bytes) | 0) !== header.crc) {
        throw new Error("a page does not match its checksum");
      }
      const { dictionary_page_header: dictionary, data_page_header: v1 } = header;
      if (header.type === "DICTIONARY_PAGE" && dictionary !== undefined) {
        this.dictionary = this.plain(this.unpack(bytes, header.uncompressed_page_size), {
          offset: 0,
          count: dictionary.num_values,
        });
      } else if (header.type === "DATA_PAGE" && v1 !== undefined) {
        const page = this.unpack(bytes, header.uncompressed_page_size);
        return this.quick(page, v1.num_values, v1.encoding) ??
          this.general(readDataPage(page, v1, this.options()), v1.num_values, v1.encoding);
      } else if (header.data_page_header_v2 !== undefined) {
        const v2 = header.data_page_header_v2;
        const page = readDataPageV2(bytes, header, this.options());
        return this.general(page, v2.num_values, v2.encoding);
      }
    }
    return undefined;
  }

  private unpack(bytes: Uint8Array, size: number): Uint8Array {
    return decompressPage(bytes, size, this.column.metadata.codec, compressors);
  }

  private options(): Parameters<typeof readDataPage>[2] {
    const { element, schemaPath, metadata } = this.column;
    return {
      pathInSchema: metadata.path_in_schema,
      type: metadata.type,
      element,
      schemaPath,
      codec: metadata.codec,
      // Values are converted here, so none of hyparquet's parsers is called.
      parsers: {} as Parameters<typeof readDataPage>[2]["parsers"],
      compressors,
    };
  }

  /** The usual page: no missing values, plain or by dictionary. Undefined for another page. */
  private quick(page: Uint8Array, count: number, encoding: string): PageValues | undefined {
    const offset = this.afterLevels(page, count);
    if (offset === undefined) return undefined;
    if (encoding === "PLAIN" && this.decoding.plain !== undefined) {
      return this.plain(page, { offset, count });
    }
    if (!encoding.endsWith("_DICTIONARY") || this.dictionary === undefined) return undefined;
    const indexes = new Uint32Array(count);
    const width = page[offset]!;
    if (width > 0) {
      const view = new DataView(page.buffer, page.byteOffset, page.byteLength);
      const reader = { view, offset: offset + 1 };
      readRleBitPackedHybrid(reader, width, indexes as never, page.byteLength - offset - 1);
    }
    return gather(this.dictionary, indexes);
  }

  /** Where the values begin: behind the definition levels. Undefined where a value is missing. */
  private afterLevels(page: Uint8Array, count: number): number | undefined {
    const { element, schemaPath } = this.column;
    if (schemaPath.length !== 2 || element.repetition_type === "REPEATED") return undefined;
    if (element.repetition_type === "REQUIRED") return 0;
    const levels = new Uint8Array(count);
    const view = new DataView(page.buffer, page.byteOffset, page.byteLength);
    const reader = { view, offset: 0 };
    readRleBitPackedHybrid(reader, 1, levels as never);
    return levels.includes(0) ? undefined : reader.offset;
  }

  private plain(page: Uint8Array, at: { readonly offset: number; readonly count: number }) {
    return this.decoding.plain !== undefined
      ? this.decoding.plain(page, at.offset, at.count)
      : textPage(page, at.offset, at.count);
  }

  /** Any other page: values as hyparquet unpacks them, with the missing ones put back. */
  private general(
    page: ReturnType<typeof readDataPage>,
    count: number,
    encoding: string,
  ): PageValues {
    const { dataPage, definitionLevels } = page;
    const present = encoding.endsWith("_DICTIONARY") && this.dictionary !== undefined
      ? gather(this.dictionary, Uint32Array.from(dataPage as ArrayLike<number>))
      : this.decoding.values(dataPage as ArrayLike<unknown>);
    if (definitionLevels === undefined || definitionLevels.length === 0) return present;
    let next = 0;
    const places = Array.from({ length: count }, (_, i) => definitionLevels[i] ? next++ : -1);
    return spread(present, places);
  }
}

const gather = (dictionary: PageValues, indexes: Uint32Array): PageValues => {
  const { length } = indexes;
  const { numbers, texts, exact } = dictionary;
  for (const index of indexes) {
    if (index >= dictionary.length) throw new Error(`dictionary index ${index} is out of range`);
  }
  if (texts !== undefined) {
    const out = new Array<string>(length);
    for (let i = 0; i < length; i++) out[i] = texts[indexes[i]!]!;
    return { texts: out, length };
  }
  const out = new Float64Array(length);
  for (let i = 0; i < length; i++) out[i] = numbers![indexes[i]!]!;
  if (exact === undefined || exact.size === 0) return { numbers: out, length };
  const found = new Map<number, bigint>();
  indexes.forEach((index, i) => exact.has(index) && found.set(i, exact.get(index)!));
  return { numbers: out, exact: found, length };
};

const spread = (present: PageValues, places: readonly number[]): PageValues => {
  const { length } = places;
  if (present.texts !== undefined) {
    return { texts: places.map((place) => place < 0 ? "" : present.texts![place]!), length };
  }
  const numbers = Float64Array.from(places, (at) => at < 0 ? Number.NaN : present.numbers![at]!);
  const exact = new Map<number, bigint>();
  places.forEach((at, i) => present.exact?.has(at) && exact.set(i, present.exact.get(at)!));
  return { numbers, exact, length };
};

const textPage = (page: Uint8Array, offset: number, count: number): PageValues => {
  const view = new DataView(page.buffer, page.byteOffset, page.byteLength);
  const texts = new Array<string>(count);
  let at = offset;
  for (let i = 0; i < count; i++) {
    const bytes = view.getUint32(at, true);
    texts[i] = utf8.decode(page.subarray(at + 4, at + 4 + bytes));
    at += 4 + bytes;
  }
  return { texts, length: count };
};
