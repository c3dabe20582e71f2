// Follows the children while they run: shows the progress, sees the end of a replay and failures.
import { Clock, Effect } from "effect";
import { type Board, coreOn, failureOf, isRecorded } from "./board.ts";
import { LocalFailure } from "./failure.ts";
import { boardEveryMs, progressEveryMs } from "./limits.ts";
import { duration, type Mark, progressLine } from "./progress.ts";
import type { Terminal } from "./terminal.ts";

/** What to follow and where to show it. */
export interface FollowOptions {
  readonly board: Board;
  readonly terminal: Terminal;
  /** Ends when a replay is recorded, instead of leaving the screens up. */
  readonly exitWhenDone: boolean;
  /** Milliseconds of the clock when the source began. */
  readonly startedMs: number;
  /** Told once, when everything is recorded. */
  readonly onRecorded: (seconds: number) => void;
}

/** Ends when the work is done; fails with what a child says it cannot go on for. */
export const follow = (options: FollowOptions): Effect.Effect<void, LocalFailure> =>
  Effect.gen(function* () {
    const { board, terminal } = options;
    const everyMs = terminal.isScreen ? progressEveryMs.screen : progressEveryMs.plain;
    let mark: Mark = { atMs: options.startedMs, records: 0 };
    let recorded = false;
    while (true) {
      const nowMs = yield* Clock.currentTimeMillis;
      const failure = failureOf(board);
      if (failure !== undefined) {
        return yield* new LocalFailure({ reason: "died", message: failure });
      }
      const source = coreOn(board)?.source;
      if (source !== undefined && !recorded && nowMs - mark.atMs >= everyMs) {
        terminal.progress(progressLine(source, mark, nowMs));
        mark = { atMs: nowMs, records: source.records };
      }
      if (!recorded && isRecorded(board)) {
        recorded = true;
        const seconds = (nowMs - options.startedMs) / 1000;
        options.onRecorded(seconds);
        terminal.print(`Everything is recorded after ${duration(seconds)}`);
        if (options.exitWhenDone) return;
      }
      yield* Effect.sleep(boardEveryMs);
    }
  });
