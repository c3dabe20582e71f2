// Turns: how often and how many are told, and that nobody misses what was last, whoever comes and goes.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { beatMs, turnClients, turnMs, turnsAtOnce, turnsLeast } from "../limits.ts";
import type { Channels } from "../protocol.ts";
import type { Audience } from "./audience.ts";
import { Client } from "./client.ts";
import { Latest } from "./latest.ts";
import { dataMessage } from "./message.ts";
import { beginning } from "./places.ts";
import { Tape } from "./tape.ts";
import { Turns } from "./turns.ts";

const everyone: Audience = { group: "", hears: () => true, sees: undefined };

/** A client that keeps what it was told, and takes it or not. */
class Listener {
  readonly quotes = new Map<string, number>();
  readonly prints: number[] = [];
  /** When it was told something. */
  readonly toldAtMs: number[] = [];
  readonly beatsAtMs: number[] = [];
  readonly client: Client;
  takes = true;
  stepsBack = 0;

  constructor({ market, nowMs }: { readonly market: Market; readonly nowMs: () => number }) {
    this.client = new Client(
      {
        write: ({ text }) => {
          const { op, ch, data } = JSON.parse(text);
          if (op === "heartbeat") return void this.beatsAtMs.push(nowMs());
          if (this.toldAtMs.at(-1) !== nowMs()) this.toldAtMs.push(nowMs());
          for (const { symbol, position } of data) {
            if (ch === "trades") this.prints.push(position);
            else if ((this.quotes.get(symbol) ?? 0) > position) this.stepsBack++;
            else this.quotes.set(symbol, position);
          }
        },
        together: (writes) => writes(),
        waiting: () => this.takes ? 0 : Infinity,
        close: () => {},
      },
      everyone,
      { latest: market.boards, journals: new Map() },
    );
    for (const [name, board] of market.boards) {
      const one = this.client.subscribe(name, undefined, beginning);
      const items = board.newest() as readonly Channels["quotes"][];
      this.client.outlet.write(dataMessage(name, "snapshot", { place: board.place, items }));
      one.version = board.version;
      one.filling = false;
    }
    market.turns.join(this.client);
  }
}

/** Boards that are told in turns. */
class Market {
  readonly quotes = new Latest("quotes");
  readonly trades = new Tape();
  readonly boards = new Map<"quotes" | "trades", Latest<"quotes"> | Tape>([
    ["quotes", this.quotes],
    ["trades", this.trades],
  ]);
  readonly turns = new Turns(this.boards as never);
  readonly listeners: Listener[] = [];
  readonly truth = new Map<string, number>();
  position = 0;
  nowMs = -turnMs;

  listen(count: number): void {
    for (let i = 0; i < count; i++) {
      this.listeners.push(new Listener({ market: this, nowMs: () => this.nowMs }));
    }
  }

  leave(at: number): void {
    const [gone] = this.listeners.splice(at % Math.max(1, this.listeners.length), 1);
    if (gone !== undefined) this.turns.leave(gone.client);
  }

  quote(symbol: string): void {
    const place = { position: ++this.position, outputIndex: 0 };
    this.truth.set(symbol, place.position);
    this.quotes.add({ symbol, position: place.position } as Channels["quotes"], place);
  }

  print(): void {
    const place = { position: ++this.position, outputIndex: 0 };
    this.trades.add({ symbol: "A", position: place.position } as Channels["trades"], place);
  }

  pass(turns: number): void {
    for (let i = 0; i < turns; i++) this.turns.tellDue(this.nowMs += turnMs);
  }
}

describe("turns", () => {
  it("tell few clients together, twenty times a second at most", () => {
    const market = new Market();
    market.listen(turnClients);
    for (let i = 0; i < 10 * turnsLeast; i++) {
      market.quote("A");
      market.pass(1);
    }
    for (const { toldAtMs } of market.listeners) {
      expect(toldAtMs.slice(1)).toEqual(market.listeners[0]!.toldAtMs.slice(1));
      expect(toldAtMs).toHaveLength(1 + 10);
    }
  });

  it("tell no more than a turn of clients at once, and each as often, however many there are", () => {
    const market = new Market();
    const many = 3 * turnsLeast * turnClients;
    market.listen(many);
    expect(market.turns.round).toBe(3 * turnsLeast);
    for (let i = 0; i < 2 * market.turns.round; i++) {
      market.quote("A");
      market.pass(1);
      expect(market.listeners.filter(({ toldAtMs }) => toldAtMs.at(-1) === market.nowMs).length)
        .toBeLessThanOrEqual(turnClients);
    }
    expect(new Set(market.listeners.map(({ toldAtMs }) => toldAtMs.length))).toEqual(new Set([3]));
  });

  it("become fewer again when clients go", () => {
    const market = new Market();
    market.listen(3 * turnsLeast * turnClients);
    while (market.listeners.length > turnClients) market.leave(7 * market.listeners.length);
    expect(market.turns.round).toBe(turnsLeast);
  });

  it("tell what is newest at the turn, not at the beginning of the round", () => {
    const market = new Market();
    market.listen(2 * turnClients);
    for (let i = 0; i < turnsLeast; i++) {
      market.quote("A");
      market.pass(1);
    }
    const [first, second] = [0, turnClients].map((at) => market.listeners[at]!.quotes.get("A")!);
    expect(Math.abs(first! - second!)).toBe(1);
  });

  it("go on after a pause without telling all at once what was due meanwhile", () => {
    const market = new Market();
    market.listen(turnsLeast * turnClients);
    market.pass(turnsLeast);
    market.quote("A");
    market.turns.tellDue(market.nowMs += 20 * turnsLeast * turnMs);
    expect(market.listeners.filter(({ quotes }) => quotes.has("A")))
      .toHaveLength(turnsAtOnce * turnClients);
    market.pass(turnsLeast);
    expect(market.listeners.every(({ quotes }) => quotes.has("A"))).toBe(true);
  });

  it("bring each client a heartbeat a second, a few clients at a time", () => {
    const market = new Market();
    market.listen(2 * turnsLeast * turnClients);
    market.pass(5 * beatMs / turnMs);
    for (const { beatsAtMs } of market.listeners) {
      expect(beatsAtMs.length).toBeGreaterThanOrEqual(4);
      for (let i = 1; i < beatsAtMs.length; i++) {
        expect(beatsAtMs[i]! - beatsAtMs[i - 1]!).toBe(beatMs);
      }
    }
    const at = Map.groupBy(market.listeners, ({ beatsAtMs }) => beatsAtMs[1]);
    expect([...at.values()].map(({ length }) => length))
      .toEqual(Array.from({ length: 2 * turnsLeast }, () => turnClients));
  });

  const step = fc.oneof(
    { weight: 6, arbitrary: fc.record({ quote: fc.constantFrom("A", "B", "C") }) },
    { weight: 3, arbitrary: fc.constant({ print: true }) },
    { weight: 6, arbitrary: fc.record({ pass: fc.integer({ min: 1, max: 2 * turnsLeast }) }) },
    { weight: 3, arbitrary: fc.record({ join: fc.integer({ min: 1, max: 2 * turnClients }) }) },
    { weight: 3, arbitrary: fc.record({ leave: fc.nat(), count: fc.nat(2 * turnClients) }) },
    { weight: 2, arbitrary: fc.record({ slow: fc.nat() }) },
  );

  it("leave every client with the newest quote and each print once, whoever comes, goes or is slow", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const market = new Market();
        const everSlow = new Set<Listener>();
        for (const one of steps) {
          if ("quote" in one) market.quote(one.quote);
          else if ("print" in one) market.print();
          else if ("pass" in one) market.pass(one.pass);
          else if ("join" in one) market.listen(one.join);
          else if ("leave" in one) {
            for (let i = 0; i < one.count; i++) market.leave(one.leave + 31 * i);
          } else if (market.listeners.length > 0) {
            const listener = market.listeners[one.slow % market.listeners.length]!;
            listener.takes = !listener.takes;
            everSlow.add(listener);
          }
        }
        for (const listener of market.listeners) listener.takes = true;
        market.pass(market.turns.round);
        const prints = market.trades.newest().map((one) => (one as { position: number }).position);
        for (const listener of market.listeners) {
          expect(listener.stepsBack).toBe(0);
          expect(listener.quotes).toEqual(market.truth);
          // A tape that a slow client missed is gone.
          if (!everSlow.has(listener)) expect(listener.prints).toEqual(prints);
        }
      }),
      { numRuns: 500 },
    );
  });
});
