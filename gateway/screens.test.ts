// The screens: files of the built folder and nothing else, and a clear page where nothing is built.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Hono } from "hono";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Variables } from "./guard.ts";
import { answerProblem, ProblemError } from "./problems.ts";
import { serveScreens } from "./screens.ts";

const folder = `${mkdtempSync(join(tmpdir(), "contrail-screens-"))}/`;
beforeAll(() => {
  mkdirSync(join(folder, "dist", "assets"), { recursive: true });
  writeFileSync(join(folder, "secret.txt"), "secret");
  writeFileSync(join(folder, "dist", "index.html"), "<!doctype html><title>screens</title>");
  writeFileSync(join(folder, "dist", "assets", "app-1a2b.js"), "export {}");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const get = async (path: string, from = join(folder, "dist/")) => {
  const app = new Hono<{ Variables: Variables }>();
  app.onError((cause, context) => answerProblem(context, cause as ProblemError));
  serveScreens(app, from);
  const response = await app.request(path);
  const { status, headers } = response;
  const [type, cache] = ["content-type", "cache-control"].map((name) => headers.get(name));
  return { status, type, cache, text: await response.text() };
};

describe("the screens", () => {
  it("gives built files with their type, to be kept for ever", async () => {
    expect(await get("/assets/app-1a2b.js")).toEqual({
      status: 200,
      type: "text/javascript; charset=utf-8",
      cache: "public, max-age=31536000, immutable",
      text: "export {}",
    });
  });

  it.each(["/", "/orders", "/fills/sim%2F1%2F7%2F0"])(
    "answers %s with the app, never kept",
    async (path) => {
      const { status, cache, text } = await get(path);
      expect([status, cache]).toEqual([200, "no-cache"]);
      expect(text).toContain("<title>screens</title>");
    },
  );

  it.each([
    "/../secret.txt",
    "/..%2fsecret.txt",
    "/%2e%2e/secret.txt",
    "/assets/..%2f..%2fsecret.txt",
    "/..%5csecret.txt",
    "//etc/passwd.txt",
    "/assets/none.js",
  ])("has no file %s", async (path) => {
    const { status, text } = await get(path);
    expect(status).toBe(404);
    expect(text).not.toBe("secret");
  });

  it.each(["/%E0", "/a%00b"])("cannot read the path %s", async (path) => {
    expect((await get(path)).status).toBe(400);
  });

  it("says how to build what is not built", async () => {
    const { status, text } = await get("/", join(folder, "nothing/"));
    expect(status).toBe(503);
    expect(text).toContain("npm run build:ui");
  });
});
