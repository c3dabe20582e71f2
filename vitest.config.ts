// How the tests run: beside the files they test, real servers included.
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{actors,streams,gateway,ui,models,infra,perf}/**/*.test.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});
