// Watches the live state and raises a message where something happened that a person should know.
import { createEffect, on } from "solid-js";
import type { OrderAnswer } from "../../gateway/protocol.ts";
import { raise } from "../alerts/store.ts";
import { signed, wordsOfName } from "../parts/format.ts";
import type { Live } from "./store.ts";

const socketWords = {
  closed: ["warn", "Connection lost", "Trying again; what is shown is as it was"],
  open: ["good", "Connected again", "What was missed was told again"],
  "signed out": ["bad", "Signed out", "The session is over"],
} as const;

/** Raises messages while a component lives. */
export const watchLive = (live: Live): void => {
  let lost = false;
  createEffect(on(live.socket, (state) => {
    if (state === "connecting" || (state === "open" && !lost)) return;
    lost = state !== "open";
    const [level, title, words] = socketWords[state];
    raise({ level, title, words, key: `socket ${state}` });
  }));
  createEffect(on(live.dataState, (state, before) => {
    if (state === "stale" && before !== undefined) {
      const words = "Nothing came for ten seconds. Values are dimmed and no order is sent on them";
      raise({ level: "warn", title: "Market data is stale", words, key: "stale" });
    } else if (before === "stale" && state === "live") {
      raise({ level: "good", title: "Market data is live again", words: "", key: "fresh" });
    }
  }));
  createEffect(on(() => live.core()?.tradingState, (state, before) => {
    if (state === undefined || before === undefined || state === before) return;
    const words = state === "active"
      ? "Orders may be sent again"
      : state === "halted"
      ? "Working orders are canceled, new ones denied"
      : "Only orders that bring a position towards zero pass";
    const level = state === "active" ? "good" : "bad";
    raise({ level, title: `Trading is ${state}`, words, key: `state ${state}`, to: "/risk" });
  }));
  watchOrders(live);
  watchPipeline(live);
};

const watchOrders = (live: Live): void => {
  const told = new Map<string, string>();
  const refused = new Map<string, number>();
  let ready = false;
  createEffect(on(() => live.state.orders, (orders) => {
    for (const one of orders) {
      tellRefusal(one, refused, ready);
      const step = `${one.status} ${one.filled_qty} ${one.limit_price} ${one.stop_price}`;
      if (told.get(one.client_order_id) === step) continue;
      told.set(one.client_order_id, step);
      const wish = `${one.side} ${one.qty} ${one.symbol}`;
      if (!ready) continue;
      if (one.status === "denied" || one.status === "rejected") {
        const who = one.status === "denied" ? "Denied by risk" : "Rejected by the venue";
        const words = `${wish}: ${one.reject_reason}`;
        raise({ level: "warn", title: who, words, key: `${one.status} ${one.reject_reason}` });
      } else if (one.strategy_id === "" && one.status === "filled") {
        const words = `${wish} at ${one.filled_avg_price}`;
        raise({ level: "good", title: "Filled", words, to: `/trading?symbol=${one.symbol}` });
      } else if (
        one.strategy_id === "" && ["canceled", "replaced", "expired"].includes(one.status)
      ) {
        const price = one.limit_price ?? one.stop_price;
        const words = `${wish}${price === null ? "" : ` at ${price}`}`;
        const title = `Order ${wordsOfName(one.status)}`;
        raise({ level: "info", title, words, key: `${one.client_order_id} ${step}` });
      }
    }
    // What was before this page was opened is no news.
    if (orders.length > 0) ready = true;
    for (const known of [told, refused]) {
      if (known.size > 5_000) {
        for (const id of [...known.keys()].slice(0, 2_500)) known.delete(id);
      }
    }
  }));
};

/** Tells once that an order was not moved or canceled, and why. */
const tellRefusal = (
  order: OrderAnswer,
  told: Map<string, number>,
  aloud: boolean,
): void => {
  const { cancel_reject: refusal, client_order_id: id } = order;
  if (refusal === null || told.get(id) === refusal.position) return;
  told.set(id, refusal.position);
  if (!aloud || order.strategy_id !== "") return;
  raise({
    level: "bad",
    title: refusal.request === "cancel" ? "Not canceled" : "Not replaced",
    words: `${order.side} ${order.qty} ${order.symbol}: ${refusal.reason}`,
    key: `${id} ${refusal.position}`,
  });
};

/** Milliseconds without a word after which a process counts as gone. */
const silentMs = 5_000;

const watchPipeline = (live: Live): void => {
  const errors = new Map<string, number>();
  createEffect(
    on(() => live.core()?.actors.map(({ name, errors }) => [name, errors] as const), (now) => {
      for (const [name, many] of now ?? []) {
        const before = errors.get(name);
        errors.set(name, many);
        if (before === undefined || many <= before) continue;
        const words = `${many - before} more of its messages could not be handled`;
        raise({
          level: "bad",
          title: `Actor ${name} failed`,
          words,
          key: `actor ${name}`,
          to: "/pipeline",
        });
      }
    }),
  );
  const gone = new Set<string>();
  createEffect(on(live.nowMs, (now) => {
    if (live.socket() !== "open") return;
    for (const [name, status] of Object.entries(live.state.statuses)) {
      const silent = now - status.timeUs / 1000 > silentMs && status.state !== "finished";
      if (silent === gone.has(name)) continue;
      if (silent) gone.add(name);
      else gone.delete(name);
      raise({
        level: silent ? "bad" : "good",
        title: silent ? `The ${name} is silent` : `The ${name} is back`,
        words: silent ? "It may be restarting" : "",
        key: `process ${name} ${silent}`,
        to: "/pipeline",
      });
    }
  }));
  createEffect(on(() => live.core()?.refusals, (now, before) => {
    if (before === undefined || now === undefined) return;
    for (const [what, many] of Object.entries(now)) {
      const more = many - (before[what] ?? 0);
      if (more <= 0) continue;
      const words = `${signed(more, 0)} × ${what}`;
      raise({
        level: "warn",
        title: "Input was refused",
        words,
        key: `refusal ${what}`,
        to: "/pipeline",
      });
    }
  }));
};
