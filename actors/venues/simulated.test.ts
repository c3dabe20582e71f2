// What the simulated venue does with orders, as tables.
import { describe, expect, it } from "vitest";
import { playVenue } from "./venue-script.ts";
import { simulatedVenue } from "./simulated.ts";

const play = (script: string, settings = {}, instrumentId = 1) =>
  playVenue(simulatedVenue, script, settings, instrumentId);

describe("the simulated venue", () => {
  it("fills the resting order before the one behind it", () => {
    expect(play(`
      quote 99 x 10 / 101 x 10
      submit A1 buy 5 @ 100     -> A1 accepted
      submit A2 buy 5 @ 100     -> A2 accepted
      trade sell 7 @ 100        -> A1 filled 5 @ 100, A2 filled 2 @ 100
    `)).toEqual([]);
  });

  it("takes level by level, each lot once, and never beyond the limit", () => {
    expect(play(`
      book sell 101 x 3, sell 102 x 4, sell 103 x 9, buy 99 x 5
      submit A1 buy 5 @ 102 ioc -> A1 accepted, A1 filled 3 @ 101, A1 filled 2 @ 102
      submit A2 buy 9 @ 102 ioc -> A2 accepted, A2 filled 2 @ 102, A2 canceled
      submit A3 buy 9 @ 102 ioc -> A3 accepted, A3 canceled
      book sell 101 x 5
      submit A4 buy 9 @ 102 ioc -> A4 accepted, A4 filled 2 @ 101, A4 canceled
      book sell 101 x 0
      book sell 101 x 5
      submit A5 buy 4 @ 102 ioc -> A5 accepted, A5 filled 4 @ 101
    `)).toEqual([]);
  });

  it("fills all or nothing of a fok, and all it can of a market order", () => {
    expect(play(`
      book sell 101 x 3, sell 102 x 4, buy 99 x 5
      submit A1 buy 8 @ 102 fok -> A1 accepted, A1 canceled
      submit A2 buy 4 @ 102 fok -> A2 accepted, A2 filled 3 @ 101, A2 filled 1 @ 102
      submit A3 sell 7 market   -> A3 accepted, A3 filled 5 @ 99, A3 canceled
    `)).toEqual([]);
  });

  it("rests what a limit cannot take, behind what is shown there", () => {
    expect(play(`
      book buy 99 x 5, buy 98 x 5, sell 101 x 3
      submit A1 buy 4 @ 99      -> A1 accepted
      trade sell 4 @ 99
      trade sell 2 @ 99         -> A1 filled 1 @ 99
      trade buy 9 @ 99
      trade sell 1 @ 98         -> A1 filled 1 @ 99
      submit A2 buy 5 @ 101     -> A2 accepted, A2 filled 3 @ 101
      book sell 102 x 1, sell 101 x 0
      trade sell 9 @ 101        -> A2 filled 2 @ 101
      cancel A1                 -> A1 canceled
      cancel A1                 -> A1 cancelRejected
    `)).toEqual([]);
  });

  it("moves up the queue when less is shown, never back when more is", () => {
    expect(play(`
      book buy 99 x 50, sell 101 x 3
      submit A1 buy 4 @ 99      -> A1 accepted
      book buy 99 x 2
      book buy 99 x 80
      trade sell 3 @ 99         -> A1 filled 1 @ 99
    `)).toEqual([]);
  });

  it("fills a resting order where the other side comes to its price", () => {
    expect(play(`
      quote 99 x 10 / 101 x 10
      submit A1 buy 5 @ 100     -> A1 accepted
      quote 98 x 10 / 100 x 3   -> A1 filled 3 @ 100
      quote 98 x 10 / 100 x 3
      quote 97 x 10 / 98 x 9    -> A1 filled 2 @ 100
    `)).toEqual([]);
  });

  it("fills nothing on marked records", () => {
    expect(play(`
      quote 99 x 10 / 101 x 10
      submit A1 buy 5 @ 100     -> A1 accepted
      quote 98 x 9 / 99 x 9 !1
      quote 103 x 9 / 99 x 9 !2
      quote 103 x 9 / 99 x 9
      trade sell 9 @ 90 !1
      trade sell 9 @ 90 !4
      trade sell 9 @ 100        -> A1 filled 5 @ 100
    `)).toEqual([]);
  });

  it("gives no fill while its book has a gap", () => {
    expect(play(`
      book buy 99 x 5, sell 101 x 5
      book buy 98 x 5 !4
      submit A1 buy 5 @ 101 ioc -> A1 accepted, A1 canceled
      book buy 99 x 5 !48, sell 101 x 5 !16
      submit A2 buy 5 @ 101 ioc -> A2 accepted, A2 filled 5 @ 101
    `)).toEqual([]);
  });

  it("knows the queue behind the best quote only when the quote comes there", () => {
    expect(play(`
      quote 99 x 10 / 101 x 10
      submit A1 buy 5 @ 98      -> A1 accepted
      quote 98 x 4 / 100 x 10
      trade sell 6 @ 98         -> A1 filled 2 @ 98
    `)).toEqual([]);
  });

  it("replaces price and quantity, keeping the place in the queue for less", () => {
    expect(play(`
      book buy 99 x 5, sell 101 x 5
      submit A1 buy 4 @ 99      -> A1 accepted
      trade sell 5 @ 99
      replace A1 3 @ 99         -> A1 replaced
      trade sell 1 @ 99         -> A1 filled 1 @ 99
      replace A1 1 @ 99         -> A1 replaceRejected
      replace A1 9 @ 101        -> A1 replaced, A1 filled 5 @ 101
      replace B1 9 @ 101        -> B1 replaceRejected
    `)).toEqual([]);
  });

  it("rejects what it cannot read", () => {
    expect(play(`
      quote 99 x 10 / 101 x 10
      submit A1 buy 0 @ 100     -> A1 rejected
      submit A2 buy 1 @ 0       -> A2 rejected
      submit A3 buy 1 @ 100 gtd -> A3 rejected
      submit A4 buy 1.5 @ 100   -> A4 rejected
    `)).toEqual([]);
    expect(play(
      `
      quote 1000000 x 10 / 1000100 x 10
      submit A1 buy 1 @ 1000050 -> A1 rejected
      submit A2 buy 1 @ 1000100 -> A2 accepted, A2 filled 1 @ 1000100
    `,
      {},
      201,
    )).toEqual([]);
  });

  it("triggers stops by a trade or by the price they would fill at", () => {
    expect(play(`
      book buy 99 x 9, buy 98 x 9, sell 101 x 9, sell 102 x 9
      submit A1 buy 5 stop 103        -> A1 accepted
      submit A2 sell 5 stop 97        -> A2 accepted
      submit A3 sell 2 stop 97 @ 98   -> A3 accepted
      submit A4 buy 1 stop 101        -> A4 accepted, A4 filled 1 @ 101
      trade buy 1 @ 103               -> A1 triggered, A1 filled 5 @ 101
      book sell 101 x 0
      replace A2 4 stop 98            -> A2 replaced
      book buy 99 x 0                 -> A2 triggered, A2 filled 4 @ 98
      book buy 98 x 0, buy 97 x 8     -> A3 triggered
      book buy 98 x 3                 -> A3 filled 2 @ 98
    `)).toEqual([]);
  });

  it("trails a stop after the market, and never back", () => {
    expect(play(`
      quote 100 x 9 / 101 x 9
      submit A1 sell 5 trail 3        -> A1 accepted
      quote 105 x 9 / 106 x 9
      quote 103 x 9 / 104 x 9
      quote 102 x 9 / 104 x 9         -> A1 triggered, A1 filled 5 @ 102
      submit A2 buy 2 trail 2         -> A2 accepted
      quote 99 x 9 / 100 x 9
      trade buy 1 @ 102               -> A2 triggered, A2 filled 2 @ 100
      submit A3 buy 2 trail 0         -> A3 rejected
    `)).toEqual([]);
  });

  it("rests what a market-to-limit order does not find at the best price", () => {
    expect(play(`
      book buy 99 x 5, sell 101 x 3, sell 102 x 9
      submit A1 buy 5 to-limit        -> A1 accepted, A1 filled 3 @ 101
      trade sell 9 @ 100              -> A1 filled 2 @ 101
    `)).toEqual([]);
  });

  it("never lets a post-only order take", () => {
    expect(play(`
      quote 99 x 10 / 101 x 10
      submit A1 buy 5 @ 101 post-only     -> A1 rejected
      submit A2 buy 5 @ 100 ioc post-only -> A2 rejected
      submit A3 buy 5 @ 100 post-only     -> A3 accepted
      trade sell 5 @ 100                  -> A3 filled 5 @ 100
    `)).toEqual([]);
  });

  it("never lets a reduce-only order add to a position", () => {
    expect(play(`
      quote 99 x 10 / 101 x 10
      submit A1 sell 5 @ 99 reduce-only   -> A1 rejected
      submit A2 buy 3 @ 101               -> A2 accepted, A2 filled 3 @ 101
      submit A3 sell 5 @ 102 reduce-only  -> A3 accepted
      submit A4 sell 2 @ 99               -> A4 accepted, A4 filled 2 @ 99
      trade buy 9 @ 103                   -> A3 filled 1 @ 102, A3 canceled
    `)).toEqual([]);
  });

  it("ends a gtd order at its time", () => {
    expect(play(`
      quote 99 x 10 / 101 x 10
      submit A1 buy 5 @ 100 gtd 2         -> A1 accepted
      trade sell 1 @ 100                  -> A1 filled 1 @ 100
      quote 99 x 10 / 101 x 10            -> A1 expired
    `)).toEqual([]);
  });

  it("cancels the other orders of a list when one is filled", () => {
    expect(play(`
      quote 99 x 10 / 101 x 10
      submit A1 sell 3 @ 103 list L       -> A1 accepted
      submit A2 sell 3 stop 97 list L     -> A2 accepted
      submit A3 sell 3 @ 104              -> A3 accepted
      trade buy 1 @ 103
      quote 103 x 2 / 105 x 10            -> A1 filled 2 @ 103, A2 canceled
    `)).toEqual([]);
  });

  it("lets the legs of a bracket begin when their parent is filled, with what it filled", () => {
    expect(play(`
      quote 99 x 10 / 101 x 10
      submit A1 buy 5 @ 100               -> A1 accepted
      submit A2 sell 5 @ 104 after A1 list L reduce-only      -> A2 accepted
      submit A3 sell 5 stop 98 after A1 list L reduce-only    -> A3 accepted
      submit B1 buy 5 @ 90                -> B1 accepted
      submit B2 sell 5 @ 104 after B1     -> B2 accepted
      submit C2 sell 5 @ 104 after C1     -> C2 rejected
      cancel B1                           -> B1 canceled, B2 canceled
      trade sell 2 @ 100                  -> A1 filled 2 @ 100
      cancel A1                           -> A1 canceled, A2 replaced, A2 triggered, A3 replaced
      trade sell 1 @ 98                   -> A3 triggered, A3 filled 2 @ 99, A2 canceled
    `)).toEqual([]);
  });

  it("lets an order arrive after its latency, and meet the market as it is then", () => {
    const settings = { entryLatencyMs: 1500, responseLatencyMs: 0 };
    expect(play(
      `
      quote 99 x 10 / 101 x 10
      submit A1 buy 5 @ 101 ioc
      quote 99 x 10 / 100 x 10
      quote 99 x 10 / 104 x 10  -> A1 accepted, A1 filled 5 @ 100
    `,
      settings,
    )).toEqual([]);
  });

  it("tells of what happened only after the response latency", () => {
    expect(play(
      `
      quote 99 x 10 / 101 x 10
      submit A1 buy 5 @ 101 ioc
      quote 99 x 10 / 100 x 10
      quote 99 x 10 / 104 x 10  -> A1 accepted, A1 filled 5 @ 101
    `,
      { entryLatencyMs: 5, responseLatencyMs: 1500 },
    )).toEqual([]);
  });

  it("cancels the orders of a session that is over, and keeps none of its prices", () => {
    expect(play(
      `
      quote 99 x 10 / 101 x 10
      submit A1 buy 5 @ 100     -> A1 accepted
      submit A2 buy 5 @ 99      -> A2 accepted
      late A3 buy 5 @ 99
      session                   -> A3 canceled, A1 canceled, A2 canceled
      submit A4 buy 5 @ 101 ioc -> A4 accepted, A4 canceled
    `,
    )).toEqual([]);
  });

  it("expires day orders at midnight of event time, and no others", () => {
    expect(play(`
      quote 99 x 10 / 101 x 10
      submit A1 buy 5 @ 100 day -> A1 accepted
      submit A2 buy 5 @ 99 gtc  -> A2 accepted
      midnight
      quote 99 x 10 / 101 x 10  -> A1 expired
    `)).toEqual([]);
  });
});
