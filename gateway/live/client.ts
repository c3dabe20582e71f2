// One client: what it listens to, where it stands in each channel, and how it catches up after it was slow or away.
import { behindBytes, slowSeconds } from "../limits.ts";
import type { Place } from "../parameters.ts";
import { type ChannelName, closeCodes } from "../protocol.ts";
import { isJournal, type Item, type JournalName } from "./channels.ts";
import type { Entry, Journal } from "./journal.ts";
import type { Latest } from "./latest.ts";
import { type Cut, cutOf, dataMessage, type Encoded, type Pack } from "./message.ts";
import type { Audience } from "./audience.ts";
import { isAfter } from "./places.ts";
import type { Tape } from "./tape.ts";

/** Where messages go out: a WebSocket, or an answer of server-sent events. */
export interface Outlet {
  readonly write: (message: Encoded) => void;
  /** Several writes as one. */
  readonly together: (writes: () => void) => void;
  /** Bytes that the client has not taken yet. */
  readonly waiting: () => number;
  readonly close: (code: number, reason: string) => void;
}

/** The boards that hold what channels tell. */
export interface Boards {
  readonly latest: ReadonlyMap<ChannelName, Latest | Tape>;
  readonly journals: ReadonlyMap<ChannelName, Journal>;
}

/** One channel of one client. */
export interface Subscription extends Cut {
  /** The last place that was sent, of a channel that tells every item. */
  sent: Place;
  /** What was sent to it alone of a conflated channel, last: the version of its board. */
  version: number;
  /** Its beginning was not told yet: nothing goes out before it. */
  filling: boolean;
  /** Something was left out because the client was slow. */
  behind: boolean;
}

/** Cuts what a client is told to its symbols, and to what it may see. Items of no symbol are for everyone. */
const cutFor = (audience: Audience, symbols: readonly string[] | undefined): Cut => {
  if (symbols === undefined) return { group: audience.group, keeps: audience.sees };
  const wanted = new Set(symbols);
  const sees = audience.sees ?? (() => true);
  return {
    group: `${audience.group}=${[...wanted].sort().join(" ")}`,
    keeps: (item) => (!("symbol" in item) || wanted.has(item.symbol)) && sees(item),
  };
};

/** A client and its subscriptions. */
export class Client {
  readonly outlet: Outlet;
  readonly audience: Audience;
  readonly subscriptions = new Map<ChannelName, Subscription>();
  private readonly boards: Boards;
  private slowBeats = 0;
  /** Messages it sent in this second. */
  messages = 0;
  /** Whether it showed life since it was asked for some. */
  alive = true;

  constructor(outlet: Outlet, audience: Audience, boards: Boards) {
    this.outlet = outlet;
    this.audience = audience;
    this.boards = boards;
  }

  /** Listens to a channel, of everything or of some symbols. */
  subscribe(name: ChannelName, symbols: readonly string[] | undefined, sent: Place): Subscription {
    const one = {
      ...cutFor(this.audience, symbols),
      sent,
      version: -1,
      filling: true,
      behind: false,
    };
    this.subscriptions.set(name, one);
    return one;
  }

  /** Whether it takes what it is given: else the newest waits here, not in its buffer. */
  get takes(): boolean {
    return this.outlet.waiting() < behindBytes;
  }

  /** Sends what changed on conflated channels, a heartbeat where it is time, and what was left out before. */
  tellTurn(packs: readonly Pack[], beat: Encoded | undefined): void {
    const { takes } = this;
    if (packs.length > 0 || beat !== undefined) {
      this.outlet.together(() => {
        this.writePacks(packs, takes);
        if (beat !== undefined) this.beat(beat, takes);
      });
    }
    if (takes) this.catchUp();
  }

  /** Notes that it was told what there is: clients that it is told with from now on may know less. */
  noteTold(): void {
    for (const [name, one] of this.subscriptions) {
      if (!one.behind) one.version = this.boards.latest.get(name)?.version ?? one.version;
    }
  }

  private writePacks(packs: readonly Pack[], takes: boolean): void {
    for (const pack of packs) {
      const one = this.subscriptions.get(pack.channel);
      if (one === undefined || one.filling || one.behind) continue;
      // It began with a snapshot since the turn before.
      if (pack.version <= one.version) continue;
      if (!takes) {
        one.behind = true;
        continue;
      }
      // Of a tape nothing is told twice, so what the snapshot held is left out.
      if (pack.since < one.version) {
        this.writeChanged(pack.channel, one);
        continue;
      }
      const message = pack.of(one);
      if (message !== undefined) this.outlet.write(message);
    }
  }

  /** Sends what changed since this client alone was told. */
  private writeChanged(name: ChannelName, one: Subscription): void {
    const board = this.boards.latest.get(name)!;
    const items = cutOf(board.since(one.version), one);
    one.version = board.version;
    if (items.length === 0) return;
    this.outlet.write(dataMessage(name, "update", { place: board.place, items }));
  }

  /** Sends new entries of a journal, or leaves them for later where the client is slow. */
  tellJournal(pack: Pack, entries: readonly Entry[], end: Place): void {
    const one = this.subscriptions.get(pack.channel);
    if (one === undefined || one.filling || one.behind) return;
    if (!this.takes) {
      one.behind = true;
      return;
    }
    if (isAfter(entries[0]!.place, one.sent)) {
      const message = pack.of(one);
      if (message !== undefined) this.outlet.write(message);
    } else {
      this.writeEntries(pack.channel, one, entries.filter(({ place }) => isAfter(place, one.sent)));
    }
    if (isAfter(end, one.sent)) one.sent = end;
  }

  /** Sends what was left out, as far as the client takes it. */
  catchUp(): void {
    for (const [name, one] of this.subscriptions) {
      if (!one.behind || one.filling) continue;
      if (isJournal(name)) this.catchUpJournal(name, one);
      else {
        one.behind = false;
        const board = this.boards.latest.get(name)!;
        one.version = board.version;
        const items = cutOf(board.missed() as readonly Item[], one);
        if (items.length === 0) continue;
        this.outlet.write(dataMessage(name, "update", { place: board.place, items }));
      }
    }
  }

  private catchUpJournal(name: JournalName, one: Subscription): void {
    const journal = this.boards.journals.get(name)!;
    if (!journal.reaches(one.sent)) return this.outlet.close(closeCodes.slow, "slow consumer");
    while (this.takes) {
      const part = journal.part(one, one.sent);
      if (part === undefined) {
        one.behind = false;
        return;
      }
      if (part.message !== undefined) this.outlet.write(part.message);
      one.sent = part.end;
    }
  }

  /** Sends entries of a journal that are after what was sent. */
  writeEntries(name: ChannelName, one: Subscription, entries: readonly Entry[]): void {
    const items = cutOf(entries.map(({ item }) => item), one);
    if (items.length === 0) return;
    this.outlet.write(dataMessage(name, "update", { place: entries.at(-1)!.place, items }));
  }

  /** Looks once a second whether it still takes what it is given. */
  private beat(message: Encoded, takes: boolean): void {
    this.messages = 0;
    if (takes) {
      this.slowBeats = 0;
      this.outlet.write(message);
    } else if (++this.slowBeats >= slowSeconds) {
      this.outlet.close(closeCodes.slow, "slow consumer");
    }
  }
}
