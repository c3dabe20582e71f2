// Serves the built screens; an address without a file is a screen of the app.
import { existsSync, readFileSync, statSync } from "node:fs";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import type { Hono } from "hono";
import type { Variables } from "./guard.ts";
import { invalid, ProblemError } from "./problems.ts";

const built = fileURLToPath(new URL("../ui/dist/", import.meta.url));
const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
  ".json": "application/json",
};
const notBuilt = `<!doctype html><meta charset="utf-8"><title>Contrail</title>
<p>The screens are not built. Run <code>npm run build:ui</code>, or start without <code>--no-ui</code>.
The API is at <a href="/v1/health">/v1/health</a>.</p>`;

/** Adds the screens to an app, below every other route. The folder ends with a slash. */
export const serveScreens = (
  app: Hono<{ Variables: Variables }>,
  folder: string = built,
): void => {
  app.get("*", (context) => {
    const path = pathOf(context.req.path);
    const file = join(folder, path);
    const found = file.startsWith(folder) && existsSync(file) && statSync(file).isFile();
    if (found) {
      return context.body(new Uint8Array(readFileSync(file)), 200, {
        "content-type": types[extname(file)] ?? "application/octet-stream",
        // Built files carry a hash of their content in their names.
        "cache-control": path.startsWith("assets/")
          ? "public, max-age=31536000, immutable"
          : "no-cache",
      });
    }
    // A screen's address has no ending: what has one is a file that is not there.
    if (extname(path) !== "") throw new ProblemError("notFound", `There is no file "${path}"`);
    const page = join(folder, "index.html");
    const there = existsSync(page);
    return context.html(there ? readFileSync(page, "utf8") : notBuilt, there ? 200 : 503, {
      "cache-control": "no-cache",
    });
  });
};

/** The file a path asks for, below the folder. Throws a problem where it cannot be read. */
const pathOf = (path: string): string => {
  try {
    const decoded = decodeURIComponent(path);
    if (!decoded.includes("\0")) {
      return normalize(decoded).replace(/^([/\\]|\.\.)+/, "").slice(0, 200);
    }
  } catch {
    // Half an escape, such as "%E0": told below.
  }
  throw invalid("path", "is no encoded path");
};
