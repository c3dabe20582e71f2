// The text of JSON before it is parsed: depth and keys that are there twice.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { troubleWith } from "./json-text.ts";

describe("the text of JSON", () => {
  it.each([
    ['{"a":1,"b":{"a":2},"c":[{"a":3},{"a":4}]}', undefined],
    ['{"a":"a","b":"\\"a\\":"}', undefined],
    ['{"a":1,"a":2}', 'has the key "a" twice'],
    ['{"a":1,"\\u0061":2}', 'has the key "\\u0061" twice'],
    ['{"x":[{"a":1,  "a" : 2}]}', 'has the key "a" twice'],
    ["[[[[[]]]]]", "goes deeper than 4 levels"],
    ['["[[[[[[[["]', undefined],
    ['{"a', undefined],
    ["]]]", undefined],
  ])("%s: %s", (text, trouble) => expect(troubleWith(text, 4)).toBe(trouble));

  it("is fine for everything a program writes", () => {
    fc.assert(fc.property(fc.jsonValue({ maxDepth: 10 }), (value) => {
      expect(troubleWith(JSON.stringify(value), 12)).toBeUndefined();
    }));
  });
});
