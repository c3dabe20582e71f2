// NumPy files: what is written row by row is read back whole.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NpyWriter, readNpy } from "./npy.ts";

describe("a NumPy file", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "contrail-npy-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("holds every row that was written, over many flushes", () => {
    const path = join(folder, "rows.npy");
    const writer = new NpyWriter(path, "<f4", 3);
    for (let row = 0; row < 10_000; row++) {
      const { into, at } = writer.next();
      for (let i = 0; i < 3; i++) into[at + i] = row + i / 4;
    }
    writer.close();
    const read = readNpy(path, "<f4");
    expect(read.length).toBe(30_000);
    expect([...read.subarray(29_997)]).toEqual([9999, 9999.25, 9999.5]);
  });

  it("is refused where its numbers are of another kind", () => {
    const path = join(folder, "whole.npy");
    const writer = new NpyWriter(path, "<i8", 1);
    writer.next().into[0] = 1n;
    writer.close();
    expect(() => readNpy(path, "<f8")).toThrow(/whole.npy holds .*<i8.*: expected <f8/);
  });
});
