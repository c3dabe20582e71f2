// The simulated market: self-exciting order flow around a hidden value with clustered volatility.
import { deltaFlags, type Tick } from "../../../streams/market.ts";
import type { Unstamped } from "../../../streams/record.ts";
import {
  improve,
  type Ladder,
  ladderLevels,
  priceAt,
  remove,
  rest,
  spreadOf,
  takenFrom,
} from "./ladder.ts";
import { type Profile, profiles } from "./profiles.ts";
import {
  exponential,
  geometric,
  normal,
  type RandomState,
  randomState,
  uniform,
} from "../../measures/random.ts";

type Side = "buy" | "sell";
type Emit = (tick: Unstamped<Tick>) => void;

/** One instrument of the market. Plain data; times in seconds since the start, prices in increments. */
interface Book {
  readonly random: RandomState;
  readonly ladder: Ladder;
  /** The price that informed orders trade towards. */
  value: number;
  /** Natural logarithm of volatility over its normal level. */
  logVolatility: number;
  /** Extra arrivals a second, left over from past orders. */
  excitement: number;
  /** Recent signed market orders. */
  flow: number;
  seconds: number;
  nextSeconds: number;
  common: number;
  tradeId: number;
  updateId: number;
}

/** The whole market as plain data: JSON of it is a checkpoint. */
export interface MarketState {
  readonly books: Book[];
  readonly random: RandomState;
  seconds: number;
  /** The common factor of all prices: a Brownian path. */
  common: number;
  /** Events so far. */
  events: number;
}

/** How the flow behaves. Rates a second; shares 0 to 1. */
const flow = {
  excitementPerOrder: 3,
  excitementDecay: 5,
  flowDecay: 0.5,
  volatilityReversion: 0.02,
  volatilityOfVolatility: 0.12,
  jumpsPerSecond: 0.002,
  market: 0.1,
  cancel: 0.4,
  refill: 0.85,
  // A wide spread is closed on the side that the value, the longer queue and the last trades lean to:
  // seven of ten moves then go where the queues lean, as in recorded books, and not most of them are taken back.
  narrowByValue: 1.5,
  narrowByQueues: 2.5,
  narrowByFlow: 0.7,
  // Increments that the value follows a market order: others learn from it.
  impact: 0.02,
};

/** The market before its first event. */
export const startMarket = (seed: number, of: readonly Profile[] = profiles): MarketState => ({
  books: of.map((profile) => startBook(profile, randomState(seed * 1000 + profile.instrumentId))),
  random: randomState(seed),
  seconds: 0,
  common: 0,
  events: 0,
});

const startBook = (profile: Profile, random: RandomState): Book => {
  const best = profile.startIncrements;
  const levels = () =>
    Array.from({ length: ladderLevels }, (_, level) => freshLots(profile, random, level));
  const ladder = {
    buy: { best, lots: levels() },
    sell: { best: best + profile.spreadIncrements, lots: levels() },
  };
  return {
    random,
    ladder,
    value: best + profile.spreadIncrements / 2,
    logVolatility: 0,
    excitement: 0,
    flow: 0,
    seconds: 0,
    nextSeconds: exponential(random) / profile.ordersPerSecond,
    common: 0,
    tradeId: 0,
    updateId: 0,
  };
};

const freshLots = (profile: Profile, random: RandomState, level: number): number => {
  const typical = profile.orderLots * profile.depthOrders * Math.min(1, 0.45 + 0.12 * level);
  return Math.max(1, Math.round(typical * (0.5 + exponential(random) / 2)));
};

/** The whole book of every instrument, as the rows of one snapshot each, and its first quote. */
export const openingTicks = (
  state: MarketState,
  timeOf: (seconds: number) => number,
  emit: Emit,
  of: readonly Profile[] = profiles,
): void => {
  state.books.forEach((book, index) => {
    const teller = tellerOf(book, of[index]!, timeOf(0), emit);
    const { clear, snapshot } = deltaFlags;
    let flags = clear | snapshot;
    for (const side of ["buy", "sell"] as const) {
      book.ladder[side].lots.forEach((lots, level) => {
        teller.delta(side, priceAt(book.ladder, side, level), lots, flags);
        flags = snapshot;
      });
    }
    teller.end(true);
  });
};

/** Runs the next event of the market and emits its ticks. */
export const nextEvent = (
  state: MarketState,
  timeOf: (seconds: number) => number,
  emit: Emit,
  of: readonly Profile[] = profiles,
): void => {
  let next = 0;
  for (let i = 1; i < state.books.length; i++) {
    if (state.books[i]!.nextSeconds < state.books[next]!.nextSeconds) next = i;
  }
  const book = state.books[next]!;
  const profile = of[next]!;
  state.common += normal(state.random) * Math.sqrt(book.nextSeconds - state.seconds);
  state.seconds = book.nextSeconds;
  state.events++;
  advance(book, profile, state);
  const teller = tellerOf(book, profile, timeOf(book.seconds), emit);
  const { best: bid } = book.ladder.buy;
  const { best: ask } = book.ladder.sell;
  const [bidLots, askLots] = [book.ladder.buy.lots[0], book.ladder.sell.lots[0]];
  placeOrder(book, profile, teller);
  const { buy, sell } = book.ladder;
  teller.end(
    bid !== buy.best || ask !== sell.best || bidLots !== buy.lots[0] || askLots !== sell.lots[0],
  );
  book.nextSeconds = arrival(book, profile);
};

/** Lets time pass for a book: value, volatility, excitement and flow. */
const advance = (book: Book, profile: Profile, state: MarketState): void => {
  const seconds = book.nextSeconds - book.seconds;
  const { random } = book;
  book.seconds = book.nextSeconds;
  book.logVolatility += -flow.volatilityReversion * book.logVolatility * seconds +
    flow.volatilityOfVolatility * Math.sqrt(seconds) * normal(random);
  if (uniform(random) < flow.jumpsPerSecond * seconds) {
    book.logVolatility += exponential(random) / 2;
  }
  const volatility = profile.movePerSecond * Math.exp(book.logVolatility);
  const own = normal(random) * Math.sqrt(seconds * (1 - profile.correlation ** 2));
  book.value += volatility * (own + profile.correlation * (state.common - book.common));
  book.common = state.common;
  // Value and book may drift apart only so far: someone would trade.
  const middle = (book.ladder.buy.best + book.ladder.sell.best) / 2;
  book.value += (middle - book.value) * Math.min(1, 0.05 * seconds);
  book.excitement *= Math.exp(-flow.excitementDecay * seconds);
  book.flow *= Math.exp(-flow.flowDecay * seconds);
};

/** When the next order comes: thinning of the self-exciting arrivals (Ogata 1981). */
const arrival = (book: Book, profile: Profile): number => {
  const { random } = book;
  book.excitement = Math.min(book.excitement + flow.excitementPerOrder * exponential(random), 400);
  const base = profile.ordersPerSecond * Math.exp(book.logVolatility / 2);
  let seconds = 0;
  let bound = base + book.excitement;
  for (;;) {
    seconds += exponential(random) / bound;
    const intensity = base + book.excitement * Math.exp(-flow.excitementDecay * seconds);
    if (uniform(random) * bound <= intensity) return book.seconds + seconds;
    bound = intensity;
  }
};

const placeOrder = (book: Book, profile: Profile, teller: Teller): void => {
  const { random, ladder } = book;
  const middle = (ladder.buy.best + ladder.sell.best) / 2;
  const pull = (book.value - middle) / Math.max(1, spreadOf(ladder));
  const towards = 1 / (1 + Math.exp(-1.5 * pull - 0.35 * book.flow));
  const side: Side = uniform(random) < towards ? "buy" : "sell";
  const lots = Math.max(1, Math.round(profile.orderLots * exponential(random)));
  const kind = uniform(random);
  if (spreadOf(ladder) > profile.spreadIncrements && uniform(random) < flow.refill) {
    return narrow(book, profile, teller);
  }
  if (kind < flow.market * Math.min(2, 0.6 + Math.abs(pull))) {
    takeLiquidity(book, profile, side, lots, teller);
  } else if (kind < flow.market + flow.cancel) {
    cancelLiquidity(book, profile, takenFrom(side), lots, teller);
  } else {
    addLiquidity(book, profile, side, lots, teller);
  }
};

const takeLiquidity = (
  book: Book,
  profile: Profile,
  side: Side,
  lots: number,
  teller: Teller,
): void => {
  const from = takenFrom(side);
  let left = Math.round(lots * 1.5);
  for (let level = 0; level < 4 && left > 0; level++) {
    const price = book.ladder[from].best;
    const taken = remove(book.ladder, from, 0, left, fresh(book, profile), teller.change);
    teller.trade(side, price, taken);
    left -= taken;
  }
  book.flow += side === "buy" ? 1 : -1;
  book.value += (side === "buy" ? 1 : -1) * flow.impact;
};

const cancelLiquidity = (
  book: Book,
  profile: Profile,
  side: Side,
  lots: number,
  teller: Teller,
): void => {
  const { ladder, random } = book;
  let level = geometric(random, 0.35, ladderLevels - 1);
  while (level > 0 && ladder[side].lots[level] === 0) level--;
  remove(ladder, side, level, lots, fresh(book, profile), teller.change);
};

/** Someone quotes inside a spread that is wider than usual, on the side the value pulls to. */
const narrow = (book: Book, profile: Profile, teller: Teller): void => {
  const { ladder, random } = book;
  const wide = spreadOf(ladder) - profile.spreadIncrements;
  const [bid, offer] = [ladder.buy.lots[0]!, ladder.sell.lots[0]!];
  const middle = (ladder.buy.best + ladder.sell.best) / 2;
  const pull = flow.narrowByValue * (book.value - middle) +
    flow.narrowByQueues * (bid - offer) / (bid + offer) + flow.narrowByFlow * book.flow;
  const side = uniform(random) < 1 / (1 + Math.exp(-pull)) ? "buy" : "sell";
  const by = 1 + Math.floor(uniform(random) * wide);
  improve(ladder, side, by, freshLots(profile, random, 0), teller.change);
};

const addLiquidity = (
  book: Book,
  profile: Profile,
  side: Side,
  lots: number,
  teller: Teller,
): void => {
  const { ladder, random } = book;
  if (spreadOf(ladder) > 1 && uniform(random) < 0.05) {
    improve(ladder, side, 1, lots, teller.change);
    return;
  }
  const level = geometric(random, 0.3, ladderLevels - 1);
  const full = profile.orderLots * profile.depthOrders * 2.5;
  if (ladder[side].lots[level]! < full) rest(ladder, side, level, lots, teller.change);
  else cancelLiquidity(book, profile, side, lots, teller);
};

const fresh = (book: Book, profile: Profile) => () =>
  freshLots(profile, book.random, ladderLevels - 1);

/** Tells what one event did, as ticks of one time. */
interface Teller {
  readonly change: (side: Side, price: number, lots: number) => void;
  readonly delta: (side: Side, price: number, lots: number, flags: number) => void;
  readonly trade: (side: Side, price: number, lots: number) => void;
  /** Marks the last delta, and tells the quote where it changed. */
  readonly end: (quote: boolean) => void;
}

const tellerOf = (book: Book, profile: Profile, timeUs: number, emit: Emit): Teller => {
  const common = { instrumentId: profile.instrumentId, eventTimeUs: timeUs, ingestTimeUs: timeUs };
  let last: { flags: number } | undefined;
  const delta = (side: Side, priceTicks: number, quantityLots: number, flags: number): void => {
    const { updateId } = book;
    const tick = {
      _tag: "bookDelta" as const,
      ...common,
      side,
      priceTicks,
      quantityLots,
      updateId,
      flags,
    };
    last = tick;
    emit(tick);
  };
  book.updateId++;
  return {
    delta,
    change: (side, price, lots) => delta(side, price, lots, 0),
    trade: (aggressorSide, priceTicks, quantityLots) => {
      const tradeId = ++book.tradeId;
      emit({
        _tag: "trade",
        ...common,
        tradeId,
        priceTicks,
        quantityLots,
        aggressorSide,
        flags: 0,
      });
    },
    end: (quote) => {
      if (last !== undefined) last.flags |= deltaFlags.last;
      if (!quote) return;
      const { buy, sell } = book.ladder;
      emit({
        _tag: "quote",
        ...common,
        bidPriceTicks: buy.best,
        bidQuantityLots: buy.lots[0]!,
        askPriceTicks: sell.best,
        askQuantityLots: sell.lots[0]!,
        flags: 0,
        updateId: book.updateId,
      });
    },
  };
};
