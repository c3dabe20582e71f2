// The state of the order ticket: what was typed, what it would mean, and sending it once.
import { createEffect, createMemo, createSignal, on } from "solid-js";
import { createStore } from "solid-js/store";
import type { OrderAnswer } from "../../gateway/protocol.ts";
import { raise } from "../alerts/store.ts";
import { ApiError, ask, wordsOf } from "../api.ts";
import type { Live } from "../live/store.ts";
import { wordsOfName } from "../parts/format.ts";
import { settings } from "../settings/store.ts";

/** What is typed. Prices and quantities are texts as people type them. */
export interface TicketFields {
  readonly side: "buy" | "sell";
  readonly type: string;
  readonly tif: string;
  readonly qty: string;
  readonly limit: string;
  readonly stop: string;
  readonly trail: string;
  readonly profit: string;
  readonly loss: string;
  readonly postOnly: boolean;
  readonly reduceOnly: boolean;
}

const empty: TicketFields = {
  side: "buy",
  type: "limit",
  tif: "day",
  qty: "10",
  limit: "",
  stop: "",
  trail: "",
  profit: "",
  loss: "",
  postOnly: false,
  reduceOnly: false,
};

/** What an order would mean. Money is in the currency of the instrument. */
export interface Preview {
  readonly price: number;
  readonly value: number;
  readonly equityShare: number | undefined;
  /** What is held of the instrument afterwards, if all of it fills. */
  readonly after: number;
  readonly happens: string;
  readonly atRisk: number | undefined;
  readonly atReward: number | undefined;
}

/** Makes the ticket of the selected instrument. */
export const createTicket = (live: Live) => {
  const [fields, setFields] = createStore<TicketFields>(empty);
  const [sending, setSending] = createSignal(false);
  const [asking, setAsking] = createSignal(false);
  const [errors, setErrors] = createSignal<Readonly<Record<string, string>>>({});
  const [told, setTold] = createSignal<{ readonly tone: "up" | "bad"; readonly words: string }>();
  const decimals = () => live.row()?.decimals ?? 2;
  const touch = () => (fields.side === "buy" ? live.row()?.ask : live.row()?.bid) ?? 0;
  createEffect(on(live.selected, () => {
    setFields({ limit: "", stop: "", trail: "", profit: "", loss: "" });
    setErrors({});
    setTold(undefined);
  }));
  const limited = () => fields.type === "limit" || fields.type === "stop_limit";
  const stops = () => fields.type === "stop" || fields.type === "stop_limit";
  const held = createMemo(() =>
    Object.values(live.state.positions)
      .filter((one) => one.symbol === live.selected())
      .reduce((sum, one) => sum + Number(one.qty), 0)
  );
  /** Why nothing may be sent now; empty where it may. */
  const blocked = (): string => {
    if (live.core()?.tradingState === "halted") return "Trading is halted";
    if (live.blocked() !== "") return live.blocked();
    const row = live.row();
    return row === undefined || row.stale ? "No fresh quote" : "";
  };
  const preview = createMemo((): Preview | undefined => {
    const quantity = Number(fields.qty);
    const waits = stops() || fields.type === "trailing_stop";
    const price = Number(limited() && fields.limit) || Number(stops() && fields.stop) || touch();
    if (!(quantity > 0) || !(price > 0)) return undefined;
    const buy = fields.side === "buy";
    const crosses = !limited() || (buy ? price >= touch() : price <= touch());
    const away = (text: string) =>
      text === "" ? undefined : Math.abs(Number(text) - price) * quantity;
    const equity = live.account.equity();
    return {
      price,
      value: quantity * price,
      equityShare: live.account.known() && equity > 0 ? quantity * price / equity : undefined,
      after: held() + (buy ? quantity : -quantity),
      happens: waits ? "waits for its price" : crosses ? "takes at once" : "rests in the book",
      atRisk: away(fields.loss),
      atReward: away(fields.profit),
    };
  });
  const send = (body: object): Promise<OrderAnswer> =>
    ask<OrderAnswer>("POST", "/v1/orders", { symbol: live.selected(), ...body });

  /** Sends the order and, where they were asked for, the two that close it again. */
  const submit = async (): Promise<void> => {
    if (sending() || blocked() !== "") return;
    setAsking(false);
    setSending(true);
    setErrors({});
    setTold(undefined);
    const { side, type, tif, qty, limit, stop, trail, profit, loss, postOnly, reduceOnly } = fields;
    const id = `ticket-${crypto.randomUUID()}`;
    try {
      const order = await send({
        side,
        qty,
        type,
        ...(type === "market" ? {} : { time_in_force: tif }),
        ...(limited() ? { limit_price: limit || touch().toFixed(decimals()) } : {}),
        ...(stops() ? { stop_price: stop } : {}),
        ...(type === "trailing_stop" ? { trail } : {}),
        exec_inst: [
          ...(postOnly && type === "limit" ? ["post_only"] : []),
          ...(reduceOnly ? ["reduce_only"] : []),
        ],
        client_order_id: id,
        reason: "By hand, from the ticket",
      });
      const refused = order.status === "denied" || order.status === "rejected";
      const exit = {
        side: side === "buy" ? "sell" : "buy",
        qty,
        order_list_id: `${id}-exits`,
        parent_order_id: id,
        time_in_force: "gtc",
        exec_inst: ["reduce_only"],
        reason: "Bracket",
      };
      if (!refused && profit !== "") {
        await send({ ...exit, limit_price: profit, client_order_id: `${id}-p` });
      }
      if (!refused && loss !== "") {
        await send({ ...exit, type: "stop", stop_price: loss, client_order_id: `${id}-l` });
      }
      setTold({
        tone: refused ? "bad" : "up",
        words: refused
          ? `${order.status}: ${order.reject_reason}`
          : `${order.side} ${order.qty} ${order.symbol}: ${wordsOfName(order.status)}`,
      });
    } catch (cause) {
      if (cause instanceof ApiError) setErrors(cause.fields);
      setTold({ tone: "bad", words: wordsOf(cause) });
      raise({ level: "bad", title: "The order was not taken", words: wordsOf(cause) });
    }
    setSending(false);
  };
  /** Sends, or asks once more first, as the settings say. */
  const ready = (): void => {
    const value = preview()?.value ?? 0;
    const asks = settings.confirm === "always" ||
      (settings.confirm === "above" && value >= settings.confirmAbove);
    if (asks) setAsking(true);
    else void submit();
  };
  return {
    fields,
    setFields,
    sending,
    asking,
    setAsking,
    errors,
    told,
    touch,
    decimals,
    limited,
    stops,
    blocked,
    preview,
    submit,
    ready,
  };
};

/** The ticket. */
export type Ticket = ReturnType<typeof createTicket>;
