// The pages that follow from the code are what the code makes.
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { denials } from "../../actors/risk/denials.ts";
import { denialReasons } from "../../streams/orders.ts";
import { pages } from "./pages.ts";

it.each(Object.keys(pages))("%s is current: else run `npm run docs`", (path) => {
  const committed = readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
  expect(committed).toBe(pages[path]!());
});

it("tells of every code by which risk denies", () => {
  const codes = denialReasons.filter((one) => one !== "none");
  expect([...codes].sort()).toEqual(Object.keys(denials).sort());
});
