// The line-up: what each change of it leads to, and what is refused.
import { describe, expect, it } from "vitest";
import { controlRow } from "../actors/testing/rows.ts";
import {
  changed,
  keyOf,
  largestLineUp,
  type LineUp,
  lineUpSetBy,
  type ModelAction,
  type ModelChange,
} from "./models.ts";

const sha = (text: string) => text.padEnd(64, "0");
const versionOf = (text: string) => {
  const version = Number(text);
  return { version, sha256: sha(text), windowRows: 1 };
};

/** A line-up from words such as `a@1 *b@2 a@2!`: a star is a shadow, `!` is pinned. */
const lineUpOf = (words: string): LineUp => ({
  models: words.split(" ").filter((one) => one !== "").map((word) => {
    const [, star, name, version, pin] = /^(\*?)(\w+)@(\d+)(!?)$/.exec(word)!;
    return {
      name: name!,
      ...versionOf(version!),
      role: star === "*" ? "shadow" : "serving",
      pinned: pin === "!",
    };
  }),
  former: {},
  chosen: false,
});

const wordsOf = (lineUp: LineUp): string =>
  lineUp.models.map(({ name, version, role, pinned }) =>
    `${role === "shadow" ? "*" : ""}${name}@${version}${pinned ? "!" : ""}`
  ).join(" ");

/** A change from words such as `promote a@2 for b`. */
const changeOf = (words: string): ModelChange => {
  const [action, what, , replaces] = words.split(" ");
  const [name, version] = what!.split("@");
  return {
    action: action as ModelAction,
    name: name!,
    version: version === undefined ? undefined : versionOf(version),
    replaces,
  };
};

/** What some changes make of a line-up, or why the last one is refused. */
const after = (lineUp: string, ...changes: readonly string[]): string => {
  let now = lineUpOf(lineUp);
  for (const change of changes) {
    const next = changed(now, changeOf(change));
    if ("refused" in next) return next.refused;
    now = next;
  }
  return wordsOf(now);
};

describe("a line-up", () => {
  it.each([
    ["a@1", ["promote a@2"], "a@2"],
    ["a@1 b@1", ["promote a@2"], "a@2 b@1"],
    ["a@1 *a@2", ["promote a@2"], "a@2"],
    ["a@1 *b@1", ["promote b@1 for a"], "b@1 *a@1"],
    ["a@1 b@1", ["promote b@2 for a"], "*a@1 b@2"],
    ["a@1", ["promote b@1"], "a@1 b@1"],
    ["a@1", ["promote a@2", "rollback a"], "a@1"],
    ["a@1", ["promote a@2", "rollback a", "rollback a"], "a@2"],
    ["a@1", ["retire a", "rollback a"], "a@1"],
    ["a@1", ["pin a@1"], "a@1!"],
    ["a@1", ["pin a@2"], "a@2!"],
    ["a@1!", ["unpin a", "promote a@2"], "a@2"],
    ["a@1", ["shadow a@2", "shadow b@1"], "a@1 *a@2 *b@1"],
    ["a@1", ["shadow a@1"], "*a@1"],
    ["a@1 *a@2 *b@1", ["retire a@2"], "a@1 *b@1"],
    ["a@1 *a@2 *b@1", ["retire a"], "*b@1"],
  ])("%s after %j is %s", (before, changes, expected) => {
    expect(after(before, ...changes)).toBe(expected);
  });

  it.each([
    ["a@1", "promote a@1", "a@1 serves already"],
    ["a@1", "promote a", 'No version of "a" is named'],
    ["a@1!", "promote a@2", "a@1 is pinned: unpin it first"],
    ["a@1!", "rollback a", 'No version of "a" served before this one'],
    ["a@1!", "retire a", "a@1 is pinned: unpin it first"],
    ["a@1!", "shadow a@1", "a@1 is pinned: unpin it first"],
    ["a@1! b@1", "promote b@2 for a", "a@1 is pinned: unpin it first"],
    ["a@1", "promote b@1 for c", '"c" cannot be replaced: no other model of this name serves'],
    ["a@1", "promote a@2 for a", '"a" cannot be replaced: no other model of this name serves'],
    ["a@1", "rollback a", 'No version of "a" served before this one'],
    ["a@1", "unpin a", 'No version of "a" is pinned'],
    ["a@1!", "pin a@1", "a@1 is pinned already"],
    ["a@1", "retire b", '"b" does not run'],
    ["a@1", "retire a@3", "a@3 does not run"],
    ["*a@1", "shadow a@1", "a@1 is a shadow already"],
  ])("%s refuses to %s: %s", (before, change, expected) => {
    expect(after(before, change)).toBe(expected);
  });

  it("holds so many models and no more", () => {
    const full = Array.from({ length: largestLineUp }, (_, i) => `*m${i}@1`).join(" ");
    expect(after(full, "shadow a@1")).toBe("17 models would run, at most 16 may");
  });

  it("predicts the same only where the same files run in the same roles and order", () => {
    const keys = ["a@1 b@1", "b@1 a@1", "a@1 *b@1", "a@1", "a@2"].map((one) =>
      keyOf(lineUpOf(one))
    );
    // Equal hashes stand for equal files here, whatever their names.
    expect(new Set(keys).size).toBe(4);
    expect(keyOf(lineUpOf("a@1!"))).toBe(keyOf(lineUpOf("a@1")));
  });
});

describe("a control", () => {
  const lineUp = lineUpOf("a@1 *b@2");

  it("sets the line-up that a session starts with, or that a change leads to", () => {
    const session = (value: object) =>
      controlRow({ control: "sessionStarted", value: JSON.stringify(value) });
    expect(lineUpSetBy(session({ runId: "r", models: lineUp }))).toEqual(lineUp);
    expect(lineUpSetBy(session({ runId: "r" }))).toBeUndefined();
    const value = JSON.stringify({ action: "shadow", version: versionOf("2"), lineUp });
    expect(lineUpSetBy(controlRow({ control: "model", name: "b", value }))).toEqual(lineUp);
    expect(lineUpSetBy(controlRow({ control: "clock", value: "" }))).toBeUndefined();
  });

  it("of a model without a line-up stops whoever reads it", () => {
    expect(() => lineUpSetBy(controlRow({ position: 5, control: "model", value: "{}" })))
      .toThrow('Control "model" at position 5 holds no line-up');
  });
});
