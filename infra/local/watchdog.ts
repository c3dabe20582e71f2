// Kills a server that lives but no longer answers, so that its supervisor can start it again.
import { Effect } from "effect";
import { watchEveryMs, watchMisses, watchTimeoutMs } from "./limits.ts";
import type { Running } from "./process.ts";

/** Looks at a server again and again; after some looks in a row without an answer it sends SIGKILL. */
export const watchdog =
  <E>(look: Effect.Effect<unknown, E>) => (running: Running): Effect.Effect<never> =>
    Effect.gen(function* () {
      let misses = 0;
      while (true) {
        yield* Effect.sleep(watchEveryMs);
        const answered = yield* look.pipe(Effect.timeout(watchTimeoutMs), Effect.isSuccess);
        misses = answered ? 0 : misses + 1;
        if (misses >= watchMisses) running.child.kill("SIGKILL");
      }
    });
