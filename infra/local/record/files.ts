// The files of a recording: a line for each frame, one file after another for each instrument, and a manifest.
import { createHash } from "node:crypto";
import { createWriteStream, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip, type Gzip } from "node:zlib";

/** What the manifest tells of a file. */
export interface RecordedFile {
  readonly name: string;
  readonly frames: number;
  readonly bytes: number;
  readonly sha256: string;
  /** Local time of the first and the last frame, in microseconds. */
  readonly firstUs: number;
  readonly lastUs: number;
}

/** Where and how files are written. */
export interface RecordingOptions {
  readonly folder: string;
  /** How file names begin, before the symbol: replay knows `spot` and `usdm`. */
  readonly prefix: string;
  /** Uncompressed bytes and milliseconds after which a new file begins. */
  readonly fileBytes: number;
  readonly fileMs: number;
  /** What the manifest says beside the files. */
  readonly about: Readonly<Record<string, unknown>>;
}

interface Open {
  readonly name: string;
  readonly gzip: Gzip;
  readonly written: Promise<void>;
  readonly firstUs: number;
  lastUs: number;
  frames: number;
  bytes: number;
}

/** Writes the frames of several instruments. */
export class Recording {
  private readonly options: RecordingOptions;
  private readonly open = new Map<string, Open>();
  private readonly done: RecordedFile[] = [];
  private readonly ending: Promise<void>[] = [];
  private next = 0;

  constructor(options: RecordingOptions) {
    this.options = options;
    mkdirSync(options.folder, { recursive: true });
  }

  /** Adds a frame, as `local time in nanoseconds, space, JSON`. */
  add(symbol: string, text: string, receivedUs: number): void {
    const { fileBytes, fileMs } = this.options;
    let file = this.open.get(symbol);
    if (
      file !== undefined && (file.bytes > fileBytes || receivedUs - file.firstUs > fileMs * 1000)
    ) {
      this.close(symbol, file);
      file = undefined;
    }
    if (file === undefined) this.open.set(symbol, file = this.begin(symbol, receivedUs));
    const line = `${receivedUs}000 ${text}\n`;
    file.gzip.write(line);
    file.frames++;
    file.bytes += line.length;
    file.lastUs = receivedUs;
  }

  /** Ends every file, and gives what the manifest says of them. */
  async end(): Promise<readonly RecordedFile[]> {
    for (const [symbol, file] of this.open) this.close(symbol, file);
    await Promise.all(this.ending);
    return this.done;
  }

  private begin(symbol: string, firstUs: number): Open {
    const [day, time] = new Date(firstUs / 1000).toISOString().split("T");
    const stamp = `${day!.replaceAll("-", "")}-${time!.slice(0, 8).replaceAll(":", "")}`;
    const number = String(++this.next).padStart(4, "0");
    const safe = symbol.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
    const name = `${this.options.prefix}_${safe}_${stamp}-${number}.gz`;
    const gzip = createGzip();
    const written = pipeline(gzip, createWriteStream(join(this.options.folder, name)));
    return { name, gzip, written, firstUs, lastUs: firstUs, frames: 0, bytes: 0 };
  }

  private close(symbol: string, file: Open): void {
    this.open.delete(symbol);
    file.gzip.end();
    this.ending.push(file.written.then(() => this.note(file)));
  }

  private note({ name, frames, firstUs, lastUs }: Open): void {
    const content = readFileSync(join(this.options.folder, name));
    const sha256 = createHash("sha256").update(content).digest("hex");
    this.done.push({ name, frames, bytes: content.length, sha256, firstUs, lastUs });
    const files = this.done.toSorted((a, b) => a.name < b.name ? -1 : 1);
    const draft = join(this.options.folder, ".manifest");
    writeFileSync(draft, `${JSON.stringify({ ...this.options.about, files }, undefined, 2)}\n`);
    renameSync(draft, join(this.options.folder, "manifest.json"));
  }
}
