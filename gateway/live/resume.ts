// Lets a client go on from a place: out of memory where that reaches so far, else first out of the store.
import { behindBytes, messageItems, resumeItems, resumeMs, resumesAtOnce } from "../limits.ts";
import type { JournalName } from "./channels.ts";
import type { Client, Subscription } from "./client.ts";
import type { GapReader } from "./gap.ts";
import { type Entry, type Journal, lettersOf } from "./journal.ts";
import { isAfter } from "./places.ts";

/** What was missed cannot be told any more; the message says why. */
export class CannotResume extends Error {
  override readonly name = "CannotResume";
}

const sleep = (ms: number): Promise<void> => new Promise((go) => setTimeout(go, ms));

/** Sends clients what they missed, few at a time. */
export class Resumer {
  private readonly gap: GapReader;
  private readonly isOpen: (client: Client) => boolean;
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(gap: GapReader, isOpen: (client: Client) => boolean) {
    this.gap = gap;
    this.isOpen = isOpen;
  }

  /** Sends everything after `one.sent` and then lets it go on live. Fails with `CannotResume`. */
  async resume(client: Client, name: JournalName, to: {
    readonly journal: Journal;
    readonly one: Subscription;
  }): Promise<void> {
    const { journal, one } = to;
    if (!journal.ready) await journal.whenReady();
    if (!journal.reaches(one.sent)) await this.inTurn(() => this.fill(client, name, to));
    one.filling = false;
    one.behind = true;
    if (this.isCurrent(client, name, one)) client.catchUp();
  }

  private isCurrent(client: Client, name: JournalName, one: Subscription): boolean {
    return this.isOpen(client) && client.subscriptions.get(name) === one;
  }

  private async inTurn(run: () => Promise<void>): Promise<void> {
    if (this.running >= resumesAtOnce) await new Promise<void>((go) => this.waiting.push(go));
    this.running++;
    try {
      await run();
    } finally {
      this.running--;
      this.waiting.shift()?.();
    }
  }

  private async fill(client: Client, name: JournalName, to: {
    readonly journal: Journal;
    readonly one: Subscription;
  }): Promise<void> {
    const { journal, one } = to;
    let items = 0;
    const endMs = performance.now() + resumeMs;
    // Memory may drop more while the store is read, so its beginning is looked at again each time.
    while (!journal.reaches(one.sent)) {
      const gap = { after: one.sent, upTo: journal.since };
      const { dropped } = journal;
      const { entries, upTo } = await this.gap(name, gap).catch((cause: Error) => {
        if (cause instanceof CannotResume) throw cause;
        throw new CannotResume(`The store does not answer: ${cause.message.split("\n")[0]}`);
      });
      if (!this.isCurrent(client, name, one)) return;
      items += entries.length;
      if (items > resumeItems) {
        throw new CannotResume(`More than ${resumeItems} items were missed`);
      }
      for (let at = 0; at < entries.length;) {
        while (!client.takes) {
          await sleep(20);
          if (!this.isCurrent(client, name, one)) return;
        }
        const part = entries.slice(at, endOfPart(entries, at));
        at += part.length;
        client.writeEntries(name, one, part);
        one.sent = part.at(-1)!.place;
      }
      if (isAfter(gap.upTo, upTo) || !dropped || !isAfter(gap.upTo, one.sent)) {
        one.sent = upTo;
        continue;
      }
      // The item that memory dropped last is not in the store yet.
      if (performance.now() > endMs) throw new CannotResume("The store lags behind");
      await sleep(200);
    }
  }
}

/** Where a message of stored entries ends: so many, or as much text as may wait for one client. */
const endOfPart = (entries: readonly Entry[], from: number): number => {
  let to = from;
  for (let letters = 0; to < entries.length && to - from < messageItems && letters < behindBytes;) {
    letters += lettersOf(entries[to++]!.item);
  }
  return to;
};
