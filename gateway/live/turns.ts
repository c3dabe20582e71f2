// Clients are told what is conflated in turns: a few every few milliseconds, each what is newest at its turn.
import { beatMs, turnClients, turnMs, turnsAtOnce, turnsLeast } from "../limits.ts";
import type { ChannelName } from "../protocol.ts";
import type { Item } from "./channels.ts";
import type { Client } from "./client.ts";
import { type Encoded, encoded, Pack, timeNow } from "./message.ts";
import type { Place } from "../parameters.ts";

/** A board of a conflated channel, as far as turns ask it. */
export interface TurnBoard {
  readonly place: Place;
  readonly version: number;
  /** What changed after a version. */
  readonly since: (version: number) => readonly Item[];
}

/** Clients that are told together, and what they were told last. */
interface Turn {
  readonly clients: Set<Client>;
  /** The version of each board up to which its clients know what there is, or have it coming. */
  readonly told: Map<ChannelName, number>;
  /** When its clients get their next heartbeat. */
  beatDueMs: number;
}

/**
 * Turns that go round. A turn has so many clients at most, so whoever asks for something else waits for
 * these, not for all; and a round has so many turns at least, so few clients are not told more often.
 * More clients make more turns: the round grows, and the messages of a second do not.
 */
export class Turns {
  private readonly boards: ReadonlyMap<ChannelName, TurnBoard>;
  private readonly turns: Turn[] = [];
  private readonly turnOf = new Map<Client, Turn>();
  private next = 0;
  private dueMs = 0;
  private nowMs = 0;

  constructor(boards: ReadonlyMap<ChannelName, TurnBoard>) {
    this.boards = boards;
  }

  /** Turns of one round. */
  get round(): number {
    return Math.max(turnsLeast, this.turns.length);
  }

  /** Takes a client in, which is told a snapshot of each channel it subscribes to. */
  join(client: Client): void {
    let turn = this.turns.find(({ clients }) => clients.size < turnClients);
    if (turn === undefined) {
      // Those that begin together beat one after the other all the same.
      const part = (this.turns.length % turnsLeast + 1) / turnsLeast;
      turn = { clients: new Set(), told: new Map(), beatDueMs: this.nowMs + part * beatMs };
      for (const [name, { version }] of this.boards) turn.told.set(name, version);
      this.turns.push(turn);
    }
    turn.clients.add(client);
    this.turnOf.set(client, turn);
  }

  /** Lets a client go. Where turns have become too many, one is told a last time and its clients join others. */
  leave(client: Client): void {
    this.turnOf.get(client)?.clients.delete(client);
    this.turnOf.delete(client);
    // One turn to spare, so that the next who comes and goes does not move others again.
    if (this.turnOf.size > (this.turns.length - 2) * turnClients) return;
    const last = this.turns.pop()!;
    this.tell(last);
    for (const one of last.clients) {
      one.noteTold();
      this.join(one);
    }
  }

  /** Tells the turns whose time has come by a clock that only goes on; what is held up for longer is left out. */
  tellDue(nowMs: number): void {
    this.nowMs = nowMs;
    for (let i = 0; i < turnsAtOnce && nowMs >= this.dueMs; i++) {
      this.dueMs += turnMs;
      const turn = this.turns[this.next % this.round];
      this.next = (this.next + 1) % this.round;
      if (turn !== undefined) this.tell(turn);
    }
    if (nowMs >= this.dueMs) this.dueMs = nowMs + turnMs;
  }

  private tell(turn: Turn): void {
    const { clients, told } = turn;
    const packs: Pack[] = [];
    for (const [name, board] of this.boards) {
      const since = told.get(name)!;
      const { place, version } = board;
      if (version === since) continue;
      told.set(name, version);
      const items = board.since(since);
      if (items.length > 0) packs.push(new Pack(name, items, { place, version, since }));
    }
    const beat = this.beatOf(turn);
    for (const client of clients) client.tellTurn(packs, beat);
  }

  /** The heartbeat of a turn, once a second. */
  private beatOf(turn: Turn): Encoded | undefined {
    if (this.nowMs < turn.beatDueMs) return undefined;
    turn.beatDueMs = Math.max(turn.beatDueMs, this.nowMs - beatMs) + beatMs;
    return encoded({ op: "heartbeat", ts: timeNow() });
  }
}
