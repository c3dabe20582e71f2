// Where the system's own Chromium is: a browser that needs no download.
import { existsSync } from "node:fs";

/** Its program; undefined where there is none. */
export const chromiumPath = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
].find(existsSync);
