// The data folder, its lock and its disk; and the screens' age.
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Effect } from "effect";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { freeBytes, openDataFolder, requireDisk } from "./folder.ts";
import { lock } from "./lock.ts";
import { isStale } from "./screens.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "contrail-folder-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const messageOf = <A, E extends { readonly message: string }>(effect: Effect.Effect<A, E>) =>
  Effect.runPromise(Effect.match(effect, { onFailure: (e) => e.message, onSuccess: () => "" }));

describe("the lock", () => {
  const path = () => join(dir, "lock");
  const hold = (waitMs = 0) => lock(path(), { waitMs });

  it("is held by one, and free again afterwards", async () => {
    const inside = Effect.scoped(Effect.andThen(hold(), messageOf2(hold())));
    expect(await Effect.runPromise(inside)).toBe(`"${path()}" is held by process ${process.pid}`);
    expect(await messageOf(Effect.scoped(hold()))).toBe("");
  });

  it("is taken over from a process that has died", async () => {
    writeFileSync(path(), JSON.stringify({ pid: 2 ** 22 + 1, born: "1" }));
    expect(await messageOf(Effect.scoped(hold()))).toBe("");
  });

  it("is taken over from an earlier process of the same number", async () => {
    writeFileSync(path(), JSON.stringify({ pid: process.pid, born: "an earlier life" }));
    expect(await messageOf(Effect.scoped(hold()))).toBe("");
  });

  it("is taken over from a holder that left rubbish", async () => {
    writeFileSync(path(), "");
    expect(await messageOf(Effect.scoped(hold()))).toBe("");
  });

  it("goes to whoever waits", async () => {
    const first = Effect.scoped(Effect.andThen(hold(), Effect.sleep(50)));
    const second = Effect.scoped(hold(10_000));
    const both = Effect.all([first, second], { concurrency: 2 });
    expect(await messageOf(both)).toBe("");
  });

  const messageOf2 = (effect: ReturnType<typeof hold>) =>
    Effect.scoped(effect).pipe(
      Effect.match({ onFailure: (e) => e.message, onSuccess: () => "" }),
    );
});

describe("the data folder", () => {
  it("is made with everything above it", async () => {
    const inner = join(dir, "a", "b");
    expect(await Effect.runPromise(Effect.scoped(openDataFolder(inner)))).toBe(inner);
  });

  it.each(["file", "file/below"])("cannot be %s", async (name) => {
    writeFileSync(join(dir, "file"), "");
    const path = join(dir, name);
    expect(await messageOf(Effect.scoped(openDataFolder(path)))).toMatch(
      /^Cannot use the data folder ".*": .* file.*; choose another with --data-dir$/,
    );
  });

  it("needs room on its disk", async () => {
    expect(await messageOf(requireDisk(dir, 1))).toBe("");
    expect(await messageOf(requireDisk(dir, freeBytes(dir) + 2 ** 40))).toMatch(
      /^The disk of ".*" is full: \d+ MiB free, \d+ MiB needed$/,
    );
  });
});

describe("the screens", () => {
  const touch = (path: string, second: number) => {
    mkdirSync(join(dir, path, ".."), { recursive: true });
    writeFileSync(join(dir, path), "");
    utimesSync(join(dir, path), second, second);
  };

  it("are built again when a source or the language is newer, not for a test", () => {
    touch("ui/app.tsx", 10);
    expect(isStale(dir)).toBe(true);
    touch("ui/dist/index.html", 20);
    expect(isStale(dir)).toBe(false);
    touch("ui/app.test.ts", 30);
    expect(isStale(dir)).toBe(false);
    touch("streams/units.ts", 30);
    expect(isStale(dir)).toBe(true);
  });
});
