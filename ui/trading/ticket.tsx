// The order ticket: what to send, what it would be worth, and what became of it.
import { createEffect, createMemo, createSignal, For, on, Show } from "solid-js";
import type { OrderAnswer } from "../../gateway/protocol.ts";
import { ApiError, ask, wordsOf } from "../api.ts";
import type { InstrumentRow } from "../dashboard/model.ts";
import { decimal } from "../parts/format.ts";
import { Choice, Field, NumberInput } from "../parts/field.tsx";

const types = [
  ["limit", "Limit"],
  ["market", "Market"],
  ["stop", "Stop"],
  ["stop_limit", "Stop limit"],
  ["trailing_stop", "Trailing stop"],
  ["market_to_limit", "Market to limit"],
] as const;

const times = [
  ["day", "Day"],
  ["gtc", "Until canceled"],
  ["ioc", "At once or not (IOC)"],
  ["fok", "All at once or not (FOK)"],
] as const;

/** Milliseconds without a quote after which nothing may be sent. */
const staleMs = 5_000;

/** A form that submits orders of one instrument. */
export const Ticket = (
  props: {
    readonly row: InstrumentRow | undefined;
    readonly symbol: string;
    readonly nowMs: number;
    readonly state: string | undefined;
  },
) => {
  const [side, setSide] = createSignal<"buy" | "sell">("buy");
  const [type, setType] = createSignal("limit");
  const [tif, setTif] = createSignal("day");
  const [qty, setQty] = createSignal("10");
  const [limit, setLimit] = createSignal("");
  const [stop, setStop] = createSignal("");
  const [trail, setTrail] = createSignal("");
  const [profit, setProfit] = createSignal("");
  const [loss, setLoss] = createSignal("");
  const [postOnly, setPostOnly] = createSignal(false);
  const [reduceOnly, setReduceOnly] = createSignal(false);
  const [sending, setSending] = createSignal(false);
  const [errors, setErrors] = createSignal<Readonly<Record<string, string>>>({});
  const [told, setTold] = createSignal<{ readonly tone: "up" | "bad"; readonly words: string }>();
  const decimals = () => props.row?.decimals ?? 2;
  const touch = () => side() === "buy" ? props.row?.ask ?? 0 : props.row?.bid ?? 0;
  createEffect(on(() => props.symbol, () => {
    setLimit("");
    setStop("");
    setProfit("");
    setLoss("");
    setErrors({});
    setTold(undefined);
  }));
  const stale = () => props.row === undefined || props.nowMs - props.row.seenMs > staleMs;
  const limited = () => type() === "limit" || type() === "stop_limit";
  const stops = () => type() === "stop" || type() === "stop_limit";
  const price = () => limited() ? Number(limit() || touch()) : touch();
  const preview = createMemo(() => {
    const quantity = Number(qty());
    if (!(quantity > 0) || !(price() > 0)) return "";
    const crosses = limited() && (side() === "buy" ? price() >= touch() : price() <= touch());
    const words = limited() ? crosses ? "takes at once" : "rests in the book" : "takes at once";
    return `${decimal(quantity * price())} in value at ${decimal(price(), decimals())}; ` +
      `${stops() || type() === "trailing_stop" ? "waits for its price" : words}`;
  });
  const send = (body: object): Promise<OrderAnswer> =>
    ask<OrderAnswer>("POST", "/v1/orders", { symbol: props.symbol, ...body });
  const submit = async (): Promise<void> => {
    setSending(true);
    setErrors({});
    setTold(undefined);
    const parent = `ticket-${crypto.randomUUID()}`;
    const exits = side() === "buy" ? "sell" : "buy";
    try {
      const order = await send({
        side: side(),
        qty: qty(),
        type: type(),
        ...(type() === "market" ? {} : { time_in_force: tif() }),
        ...(limited() ? { limit_price: limit() || touch().toFixed(decimals()) } : {}),
        ...(stops() ? { stop_price: stop() } : {}),
        ...(type() === "trailing_stop" ? { trail: trail() } : {}),
        exec_inst: [
          ...(postOnly() && type() === "limit" ? ["post_only"] : []),
          ...(reduceOnly() ? ["reduce_only"] : []),
        ],
        client_order_id: parent,
        reason: "By hand, from the ticket",
      });
      const leg = {
        side: exits,
        qty: qty(),
        order_list_id: `${parent}-exits`,
        parent_order_id: parent,
      };
      const exit = { ...leg, time_in_force: "gtc", exec_inst: ["reduce_only"], reason: "Bracket" };
      const refused = order.status === "denied" || order.status === "rejected";
      if (!refused && profit() !== "") {
        await send({ ...exit, limit_price: profit(), client_order_id: `${parent}-p` });
      }
      if (!refused && loss() !== "") {
        await send({ ...exit, type: "stop", stop_price: loss(), client_order_id: `${parent}-l` });
      }
      setTold({
        tone: refused ? "bad" : "up",
        words: refused
          ? `${order.status}: ${order.reject_reason}`
          : `${order.side} ${order.qty} ${order.symbol}: ${order.status.replaceAll("_", " ")}`,
      });
    } catch (cause) {
      if (cause instanceof ApiError) setErrors(cause.fields);
      setTold({ tone: "bad", words: wordsOf(cause) });
    }
    setSending(false);
  };
  return (
    <form
      class="form ticket"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <div class="switch" role="radiogroup" aria-label="Side">
        <For each={["buy", "sell"] as const}>
          {(one) => (
            <button
              type="button"
              role="radio"
              class="button"
              aria-checked={side() === one}
              data-tone={side() === one ? one : undefined}
              onClick={() => setSide(one)}
            >
              {one === "buy" ? "▲ Buy" : "▼ Sell"}
            </button>
          )}
        </For>
      </div>
      <div class="form-row">
        <Field label="Type">
          {(id) => <Choice id={id} value={type()} options={types} onChange={setType} />}
        </Field>
        <Field label="Quantity" error={errors()["qty"]}>
          {(id) => <NumberInput id={id} value={qty()} onInput={setQty} />}
        </Field>
      </div>
      <div class="form-row">
        <Show when={limited()}>
          <Field label="Limit price" error={errors()["limit_price"]}>
            {(id) => (
              <NumberInput
                id={id}
                value={limit()}
                onInput={setLimit}
                placeholder={touch().toFixed(decimals())}
              />
            )}
          </Field>
        </Show>
        <Show when={stops()}>
          <Field label="Stop price" error={errors()["stop_price"]}>
            {(id) => <NumberInput id={id} value={stop()} onInput={setStop} />}
          </Field>
        </Show>
        <Show when={type() === "trailing_stop"}>
          <Field label="Trail by" error={errors()["trail"]}>
            {(id) => <NumberInput id={id} value={trail()} onInput={setTrail} />}
          </Field>
        </Show>
        <Show when={type() !== "market"}>
          <Field label="Time in force" error={errors()["time_in_force"]}>
            {(id) => <Choice id={id} value={tif()} options={times} onChange={setTif} />}
          </Field>
        </Show>
      </div>
      <div class="form-row">
        <Field label="Take profit at" hint="A limit order that begins when this one is filled">
          {(id) => (
            <NumberInput
              id={id}
              value={profit()}
              onInput={setProfit}
              placeholder="none"
            />
          )}
        </Field>
        <Field
          label="Stop loss at"
          hint="A stop that begins when this one is filled; each cancels the other"
        >
          {(id) => <NumberInput id={id} value={loss()} onInput={setLoss} placeholder="none" />}
        </Field>
      </div>
      <div class="ticket-marks">
        <label>
          <input
            type="checkbox"
            checked={postOnly()}
            onChange={(event) => setPostOnly(event.currentTarget.checked)}
          />{" "}
          Post only
        </label>
        <label>
          <input
            type="checkbox"
            checked={reduceOnly()}
            onChange={(event) => setReduceOnly(event.currentTarget.checked)}
          />{" "}
          Reduce only
        </label>
      </div>
      <p class="quiet small ticket-preview">{preview() || "\u00a0"}</p>
      <button
        type="submit"
        class="button"
        data-tone={side()}
        disabled={sending() || stale() || props.state === "halted"}
      >
        {sending()
          ? "Sending…"
          : props.state === "halted"
          ? "Trading is halted"
          : stale()
          ? "No fresh quote"
          : `${side() === "buy" ? "Buy" : "Sell"} ${qty()} ${props.symbol}`}
      </button>
      <Show when={told()} keyed>
        {(one) => <p class="notice" data-tone={one.tone} role="status">{one.words}</p>}
      </Show>
    </form>
  );
};
