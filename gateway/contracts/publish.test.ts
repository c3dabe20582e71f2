// The SDK can be published: it builds, and both registries' own tools take it without publishing it.
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

const program = fileURLToPath(new URL("publish.ts", import.meta.url));
const manifest = (name: string) =>
  JSON.parse(readFileSync(new URL(`../sdk/${name}`, import.meta.url), "utf8")) as {
    readonly version: string;
    readonly dependencies?: object;
  };

describe("the SDK", () => {
  it("is built and rehearsed for npm and JSR", async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [program], { timeout: 170_000 });
    expect(stdout).toContain(`contrail-sdk@${manifest("package.json").version}`);
  }, 180_000);

  it("has one version in both, and no dependencies", () => {
    expect(manifest("deno.json").version).toBe(manifest("package.json").version);
    expect(manifest("package.json").dependencies).toBeUndefined();
  });
});
