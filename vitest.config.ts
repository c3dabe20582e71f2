// How the tests run: beside the files they test; real servers, and parts of the screens in a real browser.
import { playwright } from "@vitest/browser-playwright";
import solid from "vite-plugin-solid";
import { defineConfig } from "vitest/config";
import { chromiumPath } from "./ui/testing/chromium.ts";

if (chromiumPath === undefined) console.warn("Skipped: no Chromium is installed on this machine");

// Machines are shared: what takes a second alone may take a minute beside others.
const patience = { testTimeout: 120_000, hookTimeout: 180_000 };

const servers = {
  test: {
    ...patience,
    name: "node",
    include: ["{actors,streams,gateway,ui,models,infra,perf}/**/*.test.ts"],
  },
};

/** Single parts of the screens, without a server behind them. */
const parts = (executablePath: string) => ({
  plugins: [solid()],
  test: {
    ...patience,
    name: "browser",
    include: ["ui/**/*.test.tsx"],
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({ launchOptions: { executablePath, args: ["--no-sandbox"] } }),
      instances: [{ browser: "chromium" as const }],
    },
  },
});

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [servers, ...(chromiumPath === undefined ? [] : [parts(chromiumPath)])],
  },
});
