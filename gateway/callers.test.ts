// Who may call: by the name they call us and the page they come from.
import { describe, expect, it } from "vitest";
import { ownHost, ownOrigin } from "./callers.ts";

describe("the name we are called by", () => {
  it.each([
    "localhost:8080",
    "LOCALHOST",
    "127.0.0.1:8080",
    "[::1]:8080",
    "10.0.0.7",
    "a.localhost",
  ])(
    "%s is ours",
    (name) => expect(ownHost(name, "127.0.0.1")).toBe(true),
  );
  it.each([
    "evil.example",
    "localhost.evil.example",
    "127.0.0.1.evil.example:8080",
    "",
    "a b",
    "@",
  ])(
    '"%s" is not',
    (name) => expect(ownHost(name, "127.0.0.1")).toBe(false),
  );
  it("is ours where it was configured, and missing it is not", () => {
    expect(ownHost("desk.example:80", "desk.example")).toBe(true);
    expect(ownHost(undefined, "127.0.0.1")).toBe(false);
  });
});

describe("the page a request comes from", () => {
  it.each([
    [undefined, true],
    ["http://localhost:8080", true],
    ["https://evil.example", false],
    ["http://localhost:9999", false],
    ["null", false],
    ["", false],
  ])("%s: %s", (origin, own) => expect(ownOrigin(origin, "localhost:8080")).toBe(own));
});
