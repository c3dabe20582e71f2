// The live state of the window: the newest values by key, changed once a frame.
import { batch, createMemo, createSignal, onCleanup } from "solid-js";
import { createStore, produce, reconcile, unwrap } from "solid-js/store";
import type {
  BarAnswer,
  BookAnswer,
  DataMessage,
  FillAnswer,
  InstrumentAnswer,
  OrderAnswer,
  Page,
  PositionAnswer,
  PredictionAnswer,
  QuoteAnswer,
  SignalAnswer,
} from "../../gateway/protocol.ts";
import type { TradeAnswer } from "../../gateway/watch/protocol.ts";
import { coreOf, nameOf, type ProcessStatus } from "../../streams/status.ts";
import { ask } from "../api.ts";
import { millis } from "../parts/format.ts";
import { openSocket, type SocketState } from "../socket.ts";
import { createAccount } from "./account.ts";
import { createBars } from "./bars.ts";
import { Courses } from "./courses.ts";
import { ages, dataStateOf, type InstrumentRow, isWorking, keep } from "./model.ts";

interface State {
  instruments: Record<string, InstrumentRow>;
  statuses: Record<string, ProcessStatus>;
  signals: (SignalAnswer & { seenMs: number })[];
  orders: OrderAnswer[];
  fills: FillAnswer[];
  positions: Record<string, PositionAnswer>;
  /** Prints of the selected instrument, newest first. */
  tape: TradeAnswer[];
  /** The newest book of the selected instrument. */
  book: BookAnswer | undefined;
}

const channels = [
  ...["quotes", "trades", "bars", "books", "predictions", "signals", "orders", "fills"] as const,
  ...["positions", "refusals", "status"] as const,
] as const;
const market = new Set<string>(["quotes", "trades", "bars", "books"]);

const kept = { signals: 400, orders: 80, mostOrders: 600, fills: 400, tape: 40 } as const;
/** Milliseconds between two looks at ages. */
const lookMs = 500;

/** Orders by hand and those that work are kept, however many others come after them. */
const keepOrders = (orders: readonly OrderAnswer[]): OrderAnswer[] =>
  orders.filter((one, i) => i < kept.orders || one.strategy_id === "" || isWorking(one));

/** Makes the live state and keeps it fed while it is shown. `first` is the instrument to begin with. */
export const createLive = (first: string | undefined) => {
  const [state, setState] = createStore<State>({
    instruments: {},
    statuses: {},
    signals: [],
    orders: [],
    fills: [],
    positions: {},
    tape: [],
    book: undefined,
  });
  const [socket, setSocket] = createSignal<SocketState>("connecting");
  const [selected, setSelected] = createSignal(first ?? "");
  const [nowMs, setNowMs] = createSignal(Date.now());
  const [dataMs, setDataMs] = createSignal<number>();
  const [definitions, setDefinitions] = createSignal<ReadonlyMap<string, InstrumentAnswer>>(
    new Map(),
  );
  const [restarts, setRestarts] = createSignal(0);
  const courses = new Courses();
  const quotedMs = new Map<string, number>();
  const bars = createBars(selected);
  let newestMs: number | undefined;

  const onQuotes = (quotes: readonly QuoteAnswer[]): void => {
    const at = Date.now();
    for (const quote of quotes) {
      const { symbol } = quote;
      const bid = Number(quote.bp);
      const ask = Number(quote.ap);
      quotedMs.set(symbol, at);
      courses.add(symbol, (bid + ask) / 2);
      const more = { bid, ask, bidQty: quote.bs, askQty: quote.as, stale: false };
      if (unwrap(state).instruments[symbol] !== undefined) {
        setState("instruments", symbol, more);
        continue;
      }
      const known = definitions().get(symbol);
      setState("instruments", symbol, {
        symbol,
        decimals: known?.price_decimals ?? 2,
        tickSize: Number(known?.tick_size ?? 0.01),
        currency: known?.currency ?? "",
        probabilityUp: undefined,
        model: "",
        ...more,
      });
    }
  };
  const onPredictions = (predictions: readonly PredictionAnswer[]): void => {
    for (const one of predictions) {
      if (unwrap(state).instruments[one.symbol] === undefined) continue;
      const more = { probabilityUp: one.probability_up, model: one.model };
      setState("instruments", one.symbol, more);
    }
  };
  const take = (message: DataMessage): void => {
    const snapshot = message.type === "snapshot";
    if (market.has(message.ch) && message.data.length > 0) newestMs = Date.now();
    switch (message.ch) {
      case "quotes":
        return onQuotes(message.data as readonly QuoteAnswer[]);
      case "predictions":
        return onPredictions(message.data as readonly PredictionAnswer[]);
      case "bars":
        return bars.add(message.data as readonly BarAnswer[]);
      case "trades": {
        const mine = (message.data as readonly TradeAnswer[])
          .filter(({ symbol }) => symbol === selected()).reverse();
        if (mine.length === 0 && !snapshot) return;
        const before = snapshot ? [] : unwrap(state).tape;
        return setState("tape", [...mine, ...before].slice(0, kept.tape));
      }
      case "signals": {
        const signals = (message.data as readonly SignalAnswer[])
          .map((one) => ({ ...one, seenMs: snapshot ? millis(one.t) : Date.now() }));
        const known = unwrap(state).signals;
        return setState("signals", keep(known, signals, (one) => one.id, kept.signals));
      }
      case "orders": {
        const orders = message.data as readonly OrderAnswer[];
        const all = keep(
          unwrap(state).orders,
          orders,
          (one) => one.client_order_id,
          kept.mostOrders,
        );
        return setState("orders", keepOrders(all));
      }
      case "fills": {
        const fills = message.data as readonly FillAnswer[];
        return setState("fills", keep(unwrap(state).fills, fills, (one) => one.id, kept.fills));
      }
      case "positions":
        for (const one of message.data as readonly PositionAnswer[]) {
          setState("positions", `${one.account} ${one.strategy_id} ${one.symbol}`, one);
        }
        return;
      case "status":
        for (const one of message.data as readonly ProcessStatus[]) {
          const before = unwrap(state).statuses[nameOf(one)]?.startedTimeUs;
          if (before !== undefined && before !== one.startedTimeUs) setRestarts((n) => n + 1);
          setState("statuses", nameOf(one), reconcile(one, { key: "name" }));
        }
        return;
      case "books": {
        const mine = (message.data as readonly BookAnswer[]).findLast(({ symbol }) =>
          symbol === selected()
        );
        if (mine !== undefined) setState("book", mine);
        return;
      }
      case "refusals":
        return;
    }
  };

  /** Shows another instrument. */
  const select = (symbol: string): void => {
    batch(() => {
      setSelected(symbol);
      setState(produce((draft) => {
        draft.book = undefined;
        draft.tape = [];
      }));
    });
    bars.load();
  };
  const profit = createMemo(() => {
    let [realized, unrealized, fees, gross, net] = [0, 0, 0, 0, 0];
    for (const one of Object.values(state.positions)) {
      const value = Number(one.qty) * Number(one.current_price);
      realized += Number(one.realized_pl);
      unrealized += Number(one.unrealized_pl);
      fees += Number(one.fees);
      gross += Math.abs(value);
      net += value;
    }
    return { realized, unrealized, fees, gross, exposure: net, net: realized + unrealized - fees };
  });
  const account = createAccount(() => profit().net, socket);

  ask<Page<InstrumentAnswer>>("GET", "/v1/instruments").then(({ data }) => {
    setDefinitions(new Map(data.map((one) => [one.symbol, one])));
    for (const one of data) {
      if (state.instruments[one.symbol] === undefined) continue;
      const more = { decimals: one.price_decimals, tickSize: Number(one.tick_size) };
      setState("instruments", one.symbol, { ...more, currency: one.currency });
    }
  }, () => undefined);
  const close = openSocket(channels, {
    onData: (messages) =>
      batch(() => {
        for (const message of messages) take(message);
        if (selected() !== "") return;
        const names = Object.keys(state.instruments).sort();
        if (names[0] !== undefined) select(names[0]);
      }),
    onState: setSocket,
    onBeat: () => undefined,
  });
  if (selected() !== "") bars.load();
  const looking = setInterval(() =>
    batch(() => {
      const at = Date.now();
      setNowMs(at);
      setDataMs(newestMs === undefined ? undefined : at - newestMs);
      courses.look();
      for (const [symbol, quoted] of quotedMs) {
        const stale = at - quoted > ages.quote;
        if (unwrap(state).instruments[symbol]?.stale !== stale) {
          setState("instruments", symbol, { stale });
        }
      }
    }), lookMs);
  onCleanup(() => {
    clearInterval(looking);
    close();
  });
  const instruments = createMemo(() =>
    Object.keys(state.instruments).sort().map((name) => state.instruments[name]!)
  );
  const core = createMemo(() => coreOf(Object.values(state.statuses)));
  return {
    state,
    socket,
    selected,
    select,
    nowMs,
    profit,
    account,
    bars,
    courses,
    instruments,
    core,
    /** Every instrument there is, also without a quote. */
    definitions,
    /** Processes that began anew since this page was opened. */
    restarts,
    row: () => state.instruments[selected()],
    /** Milliseconds since the newest market data. */
    dataAgeMs: dataMs,
    dataState: () => dataStateOf(dataMs()),
    /** Why nothing may be sent on the prices shown; empty where it may. */
    blocked: () =>
      socket() !== "open"
        ? "Not connected"
        : dataStateOf(dataMs()) === "stale"
        ? "The market data is stale"
        : "",
  };
};

/** The live state. */
export type Live = ReturnType<typeof createLive>;
