// How the tests run: beside the files they test, real servers included.
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{actors,streams,gateway,ui,models,infra,perf}/**/*.test.ts"],
    // Machines are shared: what takes a second alone may take a minute beside others.
    testTimeout: 120_000,
    hookTimeout: 180_000,
    maxWorkers: 2,
  },
});
