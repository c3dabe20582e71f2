// The state of the dashboard: the newest values by key, changed once a frame.
import { batch, createMemo, createSignal, onCleanup, onMount } from "solid-js";
import { createStore, produce, reconcile } from "solid-js/store";
import type {
  BarAnswer,
  BookAnswer,
  DataMessage,
  FillAnswer,
  InstrumentAnswer,
  OrderAnswer,
  PositionAnswer,
  PredictionAnswer,
  QuoteAnswer,
  SignalAnswer,
} from "../../gateway/protocol.ts";
import { nameOf, type ProcessStatus } from "../../streams/status.ts";
import { openSocket, type SocketState } from "../socket.ts";
import { type InstrumentRow, isWorking, keep } from "./model.ts";

interface State {
  instruments: Record<string, InstrumentRow>;
  statuses: Record<string, ProcessStatus>;
  signals: (SignalAnswer & { seenMs: number })[];
  orders: OrderAnswer[];
  fills: FillAnswer[];
  positions: Record<string, PositionAnswer>;
  /** One-second bars of the selected instrument, oldest first. */
  bars: BarAnswer[];
  equity: number[];
  /** The newest book of the selected instrument. */
  book: BookAnswer | undefined;
}

const channels = [
  "quotes",
  "bars",
  "books",
  "predictions",
  "signals",
  "orders",
  "fills",
  "positions",
  "status",
] as const;

const kept = {
  signals: 240,
  orders: 60,
  mostOrders: 600,
  fills: 200,
  bars: 900,
  course: 60,
  equity: 120,
} as const;

/** Orders by hand and those that work are kept, however many others come after them. */
const keepOrders = (orders: readonly OrderAnswer[]): OrderAnswer[] =>
  orders.filter((one, i) => i < kept.orders || one.strategy_id === "" || isWorking(one));

/** Milliseconds of a wall-clock text of the API. */
const millis = (time: string): number => Date.parse(`${time.slice(0, 23)}Z`);

/** Makes the state of the dashboard and keeps it fed while it is shown. */
export const createDashboard = () => {
  const [state, setState] = createStore<State>({
    instruments: {},
    statuses: {},
    signals: [],
    orders: [],
    fills: [],
    positions: {},
    bars: [],
    equity: [],
    book: undefined,
  });
  const [socket, setSocket] = createSignal<SocketState>("connecting");
  const [selected, setSelected] = createSignal("");
  const [nowMs, setNowMs] = createSignal(Date.now());
  const decimals = new Map<string, number>();

  const onQuotes = (quotes: readonly QuoteAnswer[]): void =>
    setState(produce((draft) => {
      for (const quote of quotes) {
        const bid = Number(quote.bp);
        const ask = Number(quote.ap);
        const before = draft.instruments[quote.symbol];
        const course = before?.course.slice(-kept.course + 1) ?? [];
        draft.instruments[quote.symbol] = {
          symbol: quote.symbol,
          decimals: decimals.get(quote.symbol) ?? 2,
          bid,
          ask,
          seenMs: Date.now(),
          probabilityUp: before?.probabilityUp,
          model: before?.model ?? "",
          course: [...course, (bid + ask) / 2],
        };
      }
    }));
  const onPredictions = (predictions: readonly PredictionAnswer[]): void =>
    setState(produce((draft) => {
      for (const one of predictions) {
        const row = draft.instruments[one.symbol];
        if (row === undefined) continue;
        draft.instruments[one.symbol] = {
          ...row,
          probabilityUp: one.probability_up,
          model: one.model,
        };
      }
    }));
  const onBars = (bars: readonly BarAnswer[], snapshot: boolean): void => {
    const mine = bars.filter((bar) => bar.symbol === selected() && bar.timeframe === "1s");
    if (mine.length > 0 && !snapshot) {
      setState("bars", (before) => [...before, ...mine].slice(-kept.bars));
    }
  };
  const take = (message: DataMessage): void => {
    const snapshot = message.type === "snapshot";
    switch (message.ch) {
      case "quotes":
        return onQuotes(message.data as readonly QuoteAnswer[]);
      case "predictions":
        return onPredictions(message.data as readonly PredictionAnswer[]);
      case "bars":
        return onBars(message.data as readonly BarAnswer[], snapshot);
      case "signals": {
        const signals = (message.data as readonly SignalAnswer[])
          .map((one) => ({ ...one, seenMs: snapshot ? millis(one.t) : Date.now() }));
        return setState(
          "signals",
          (before) => keep(before, signals, (one) => one.id, kept.signals),
        );
      }
      case "orders":
        return setState(
          "orders",
          (before) =>
            keepOrders(keep(
              before,
              message.data as readonly OrderAnswer[],
              (one) => one.client_order_id,
              kept.mostOrders,
            )),
        );
      case "fills":
        return setState(
          "fills",
          (before) =>
            keep(before, message.data as readonly FillAnswer[], (one) => one.id, kept.fills),
        );
      case "positions":
        return setState(produce((draft) => {
          for (const one of message.data as readonly PositionAnswer[]) {
            draft.positions[`${one.strategy_id} ${one.symbol}`] = one;
          }
        }));
      case "status":
        for (const one of message.data as readonly ProcessStatus[]) {
          setState("statuses", nameOf(one), reconcile(one));
        }
        return;
      case "books": {
        const mine = (message.data as readonly BookAnswer[]).findLast(({ symbol }) =>
          symbol === selected()
        );
        if (mine !== undefined) setState("book", reconcile(mine));
        return;
      }
      case "refusals":
        return;
    }
  };

  const loadBars = async (symbol: string): Promise<void> => {
    const answer = await fetch(
      `/v1/bars?symbol=${encodeURIComponent(symbol)}&timeframe=1s&limit=${kept.bars}`,
    );
    if (!answer.ok || selected() !== symbol) return;
    const { data } = await answer.json() as { data: BarAnswer[] };
    const known = new Set(data.map((bar) => bar.t));
    setState("bars", (live) => [...data.reverse(), ...live.filter((bar) => !known.has(bar.t))]);
  };
  const select = (symbol: string): void => {
    setSelected(symbol);
    setState("bars", []);
    setState("book", undefined);
    void loadBars(symbol);
  };

  const profit = createMemo(() => {
    let [realized, unrealized, fees] = [0, 0, 0];
    for (const one of Object.values(state.positions)) {
      realized += Number(one.realized_pl);
      unrealized += Number(one.unrealized_pl);
      fees += Number(one.fees);
    }
    return { realized, unrealized, fees, net: realized + unrealized - fees };
  });

  onMount(async () => {
    const answer = await fetch("/v1/instruments").catch(() => undefined);
    if (answer?.ok) {
      const { data } = await answer.json() as { data: InstrumentAnswer[] };
      for (const one of data) decimals.set(one.symbol, one.price_decimals);
    }
  });
  const close = openSocket(channels, {
    onData: (messages) =>
      batch(() => {
        for (const message of messages) take(message);
        if (selected() === "") {
          const first = Object.keys(state.instruments).sort()[0];
          if (first !== undefined) select(first);
        }
      }),
    onState: setSocket,
    onBeat: () => setNowMs(Date.now()),
  });
  const ages = setInterval(() => {
    setNowMs(Date.now());
    setState("equity", (before) => [...before, profit().net].slice(-kept.equity));
  }, 1_000);
  onCleanup(() => {
    clearInterval(ages);
    close();
  });
  return { state, socket, selected, select, nowMs, profit };
};

/** The state of the dashboard. */
export type Dashboard = ReturnType<typeof createDashboard>;
