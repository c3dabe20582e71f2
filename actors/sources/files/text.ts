// Reads text files line by line: plain, gzip or zstd, told apart by their first bytes.
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { pipeline, type Readable } from "node:stream";
import { createGunzip, createZstdDecompress } from "node:zlib";
import { SourceFailed } from "../source.ts";
import { lineBytes } from "./limits.ts";

/** What the first bytes of a file say it is. */
export type FileFormat = "parquet" | "gzip" | "zstd" | "text";

/** Packings that are not read, by their first bytes. */
const unread = {
  xz: [0xfd, 0x37, 0x7a, 0x58],
  bzip2: [0x42, 0x5a, 0x68],
  zip: [0x50, 0x4b, 0x03, 0x04],
  "7z": [0x37, 0x7a, 0xbc, 0xaf],
} as const;

/** Tells the format of a file by its first bytes. Throws `SourceFailed` at one that is not read. */
export const formatOf = async (path: string): Promise<FileFormat> => {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(new Uint8Array(4), 0, 4, 0);
    const first = [...buffer.subarray(0, bytesRead)];
    const begins = (...bytes: number[]) => bytes.every((byte, i) => first[i] === byte);
    if (begins(0x50, 0x41, 0x52, 0x31)) return "parquet";
    if (begins(0x1f, 0x8b)) return "gzip";
    for (const [packing, bytes] of Object.entries(unread)) {
      if (!begins(...bytes)) continue;
      throw new SourceFailed(
        `Cannot replay "${path}": it is packed by ${packing}, expected gzip, zstd, Parquet or text`,
      );
    }
    return begins(0x28, 0xb5, 0x2f, 0xfd) ? "zstd" : "text";
  } finally {
    await handle.close();
  }
};

/**
 * The lines of a text file, in groups. Throws `SourceFailed` where it is damaged, after the whole
 * lines before that; a last line without its line break is given only where the file is whole.
 */
export async function* linesOf(path: string, name: string): AsyncGenerator<string[]> {
  let lines = 0;
  let rest = "";
  const decoder = new TextDecoder();
  try {
    for await (const chunk of await openText(path)) {
      const text = rest + decoder.decode(chunk as Uint8Array, { stream: true });
      const whole = text.split("\n");
      rest = whole.pop()!;
      if (rest.length > lineBytes) throw new Error(`line ${lines + 1} is longer than ${lineBytes}`);
      if (whole.length === 0) continue;
      lines += whole.length;
      yield whole;
    }
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : `${cause}`;
    throw new SourceFailed(
      `${name}: cannot be read (${message}): ${lines} good lines came before`,
      {
        cause,
      },
    );
  }
  rest += decoder.decode();
  if (rest.trim() !== "") yield [rest];
}

/** The first lines of a text file, or those that can be read. */
export const firstLines = async (path: string, count: number): Promise<string[]> => {
  const lines: string[] = [];
  try {
    for await (const group of linesOf(path, path)) {
      lines.push(...group);
      if (lines.length >= count) break;
    }
  } catch {
    return lines.slice(0, count);
  }
  return lines.slice(0, count);
};

const openText = async (path: string): Promise<Readable> => {
  const format = await formatOf(path);
  const file = createReadStream(path, { highWaterMark: 256 * 1024 });
  if (format !== "gzip" && format !== "zstd") return file;
  const unpack = format === "gzip"
    ? createGunzip({ chunkSize: 256 * 1024 })
    : createZstdDecompress({ chunkSize: 256 * 1024 });
  // Errors come out of the last stream, where the reader sees them.
  return pipeline(file, unpack, () => {});
};
