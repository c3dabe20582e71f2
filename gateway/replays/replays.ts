// The replays of a gateway: a few at a time, each whoever's who asked for it, and one clock for all.
import { randomUUID } from "node:crypto";
import { Effect } from "effect";
import type { StoreShape } from "../../streams/transport/clickhouse.ts";
import { replayLookMs, replaysKept } from "../limits.ts";
import type { Presenter } from "../present.ts";
import { ProblemError } from "../problems.ts";
import { readReplay, type ReplayRange } from "./reader.ts";
import { Replay } from "./replay.ts";

/** Keeps replays in memory: a gateway that restarts forgets them. */
export class Replays {
  private readonly store: StoreShape;
  private readonly presenter: () => Presenter;
  private readonly replays = new Map<string, Replay>();
  private readonly timer: NodeJS.Timeout;

  constructor(store: StoreShape, presenter: () => Presenter) {
    this.store = store;
    this.presenter = presenter;
    this.timer = setInterval(() => {
      const now = performance.now();
      for (const replay of this.replays.values()) replay.tick(now);
    }, replayLookMs);
  }

  /** Somebody's, newest first. */
  listOf(owner: string): readonly Replay[] {
    return [...this.replays.values()].reverse().filter((one) => one.owner === owner);
  }

  /** Somebody's replay. What is not theirs is as if it were not there. */
  find(id: string, owner: string): Replay | undefined {
    const found = this.replays.get(id);
    return found?.owner === owner ? found : undefined;
  }

  /** Makes one. Throws a problem where too many are not over yet. */
  make(
    owner: string,
    { range, speed }: { readonly range: ReplayRange; readonly speed: number },
  ): Replay {
    if (this.replays.size >= replaysKept) this.makeRoom();
    const { store } = this;
    const replay = new Replay({
      id: randomUUID().slice(0, 13),
      owner,
      range,
      speed,
      createdMs: Date.now(),
      read: (after) =>
        Effect.runPromise(readReplay({ store, presenter: this.presenter() }, range, after)),
    });
    this.replays.set(replay.id, replay);
    return replay;
  }

  /** Ends one and forgets it. */
  stop(replay: Replay): void {
    replay.stop();
    this.replays.delete(replay.id);
  }

  /** Ends all. */
  close(): void {
    clearInterval(this.timer);
    for (const replay of this.replays.values()) replay.stop();
  }

  private makeRoom(): void {
    // One that nobody listens to any more goes before the new one is refused.
    const all = [...this.replays.values()];
    const gone = all.find(({ state }) => state === "done") ?? all.find((one) => !one.isHeard);
    if (gone === undefined) {
      throw new ProblemError("tooMany", `${all.length} replays run; at most ${replaysKept} may`);
    }
    this.stop(gone);
  }
}
