// The order ticket: what to send, what it would be worth, and what became of it.
import { For, Show } from "solid-js";
import type { Live } from "../live/store.ts";
import { Dialog } from "../parts/dialog.tsx";
import { Choice, Field, NumberInput } from "../parts/field.tsx";
import { decimal, percent, signed, wordsOfName } from "../parts/format.ts";
import type { Ticket } from "./ticket-store.ts";

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

/** Shares of the account that the quantity can be set by. */
const shares = [0.01, 0.02, 0.05, 0.1] as const;

/** A form that submits orders of the selected instrument. */
export const TicketForm = (props: { readonly live: Live; readonly ticket: Ticket }) => {
  const { fields, setFields, errors } = props.ticket;
  const bySharing = (share: number): void => {
    const price = props.ticket.preview()?.price ?? props.ticket.touch();
    if (!(price > 0)) return;
    const lot = Number(props.live.definitions().get(props.live.selected())?.lot_size ?? 1);
    const lots = Math.max(1, Math.floor(props.live.account.equity() * share / price / lot));
    setFields({ qty: String(Number((lots * lot).toPrecision(12))) });
  };
  const words = () =>
    `${fields.side === "buy" ? "Buy" : "Sell"} ${fields.qty} ${props.live.selected()}`;
  return (
    <form
      class="form ticket"
      onSubmit={(event) => {
        event.preventDefault();
        props.ticket.ready();
      }}
    >
      <div class="switch" role="radiogroup" aria-label="Side">
        <For each={["buy", "sell"] as const}>
          {(one) => (
            <button
              type="button"
              role="radio"
              class="button"
              aria-checked={fields.side === one}
              data-tone={fields.side === one ? one : undefined}
              onClick={() => setFields({ side: one })}
              onKeyDown={(event) => {
                if (!event.key.startsWith("Arrow")) return;
                event.preventDefault();
                setFields({ side: fields.side === "buy" ? "sell" : "buy" });
              }}
            >
              {one === "buy" ? "▲ Buy" : "▼ Sell"}
            </button>
          )}
        </For>
      </div>
      <div class="form-row">
        <Field label="Type" error={errors()["type"]}>
          {(id) => (
            <Choice
              id={id}
              value={fields.type}
              options={types}
              onChange={(type) => setFields({ type })}
            />
          )}
        </Field>
        <Field label="Quantity" error={errors()["qty"]}>
          {(id) => <NumberInput id={id} value={fields.qty} onInput={(qty) => setFields({ qty })} />}
        </Field>
      </div>
      <div class="ticket-shares">
        <span class="quiet small">Share of the account</span>
        <For each={shares}>
          {(share) => (
            <button
              type="button"
              class="button button-small"
              aria-label={`Quantity worth ${share * 100} % of the account`}
              onClick={() => bySharing(share)}
            >
              {share * 100} %
            </button>
          )}
        </For>
      </div>
      <Prices ticket={props.ticket} />
      <div class="form-row">
        <Field
          label="Take profit at"
          hint="A limit order that begins when this one is filled"
          error={errors()["profit"]}
        >
          {(id) => (
            <NumberInput
              id={id}
              value={fields.profit}
              onInput={(profit) => setFields({ profit })}
              placeholder="none"
            />
          )}
        </Field>
        <Field
          label="Stop loss at"
          hint="A stop that begins when this one is filled; each cancels the other"
        >
          {(id) => (
            <NumberInput
              id={id}
              value={fields.loss}
              onInput={(loss) => setFields({ loss })}
              placeholder="none"
            />
          )}
        </Field>
      </div>
      <div class="ticket-marks">
        <label>
          <input
            type="checkbox"
            checked={fields.postOnly}
            onChange={(event) => setFields({ postOnly: event.currentTarget.checked })}
          />{" "}
          Post only
        </label>
        <label>
          <input
            type="checkbox"
            checked={fields.reduceOnly}
            onChange={(event) => setFields({ reduceOnly: event.currentTarget.checked })}
          />{" "}
          Reduce only
        </label>
      </div>
      <PreviewList ticket={props.ticket} />
      <button
        type="submit"
        class="button ticket-send"
        data-tone={fields.side}
        disabled={props.ticket.sending() || props.ticket.blocked() !== ""}
      >
        {props.ticket.sending() ? "Sending…" : props.ticket.blocked() || words()}
      </button>
      <Show when={props.ticket.told()} keyed>
        {(one) => (
          <p class="notice" data-tone={one.tone} role={one.tone === "bad" ? "alert" : "status"}>
            {one.words}
          </p>
        )}
      </Show>
      <Show when={props.ticket.asking()}>
        <Dialog
          title={`${words()}?`}
          class="ticket-confirm"
          onClose={() => props.ticket.setAsking(false)}
        >
          <p>
            {wordsOfName(fields.type)}, {fields.tif === "day" ? "good for the day" : fields.tif}
          </p>
          <PreviewList ticket={props.ticket} />
          <div class="dialog-buttons">
            <button type="button" class="button" onClick={() => props.ticket.setAsking(false)}>
              Do not send
            </button>
            <button
              type="button"
              class="button"
              data-tone={fields.side}
              autofocus
              disabled={props.ticket.blocked() !== ""}
              onClick={() => void props.ticket.submit()}
            >
              {props.ticket.blocked() || words()}
            </button>
          </div>
        </Dialog>
      </Show>
    </form>
  );
};

const Prices = (props: { readonly ticket: Ticket }) => {
  const { fields, setFields, errors } = props.ticket;
  return (
    <Show when={fields.type !== "market"}>
      <div class="form-row">
        <Show when={props.ticket.limited()}>
          <Field label="Limit price" error={errors()["limit_price"]}>
            {(id) => (
              <NumberInput
                id={id}
                value={fields.limit}
                onInput={(limit) => setFields({ limit })}
                placeholder={props.ticket.touch().toFixed(props.ticket.decimals())}
              />
            )}
          </Field>
        </Show>
        <Show when={props.ticket.stops()}>
          <Field label="Stop price" error={errors()["stop_price"]}>
            {(id) => (
              <NumberInput
                id={id}
                value={fields.stop}
                onInput={(stop) => setFields({ stop })}
              />
            )}
          </Field>
        </Show>
        <Show when={fields.type === "trailing_stop"}>
          <Field label="Trail by" error={errors()["trail"]}>
            {(id) => (
              <NumberInput
                id={id}
                value={fields.trail}
                onInput={(trail) => setFields({ trail })}
              />
            )}
          </Field>
        </Show>
        <Field label="Time in force" error={errors()["time_in_force"]}>
          {(id) => (
            <Choice
              id={id}
              value={fields.tif}
              options={times}
              onChange={(tif) => setFields({ tif })}
            />
          )}
        </Field>
      </div>
    </Show>
  );
};

/** What the order would mean. */
const PreviewList = (props: { readonly ticket: Ticket }) => (
  <Show
    when={props.ticket.preview()}
    fallback={<p class="quiet small ticket-preview">Type a quantity above zero.</p>}
  >
    {(one) => (
      <dl class="ticket-preview">
        <div>
          <dt>Value</dt>
          <dd>
            {decimal(one().value)} at {decimal(one().price, props.ticket.decimals())}
          </dd>
        </div>
        <div>
          <dt>What happens</dt>
          <dd>{one().happens}</dd>
        </div>
        <div>
          <dt>Held after</dt>
          <dd>{signed(one().after, Number.isInteger(one().after) ? 0 : 3)}</dd>
        </div>
        <Show when={one().equityShare !== undefined}>
          <div>
            <dt>Of the account</dt>
            <dd>{percent(one().equityShare)}</dd>
          </div>
        </Show>
        <Show when={one().atRisk !== undefined || one().atReward !== undefined}>
          <div>
            <dt>Risk and reward</dt>
            <dd>
              <span class="down">−{decimal(one().atRisk ?? 0)}</span>{" "}
              <span class="up">+{decimal(one().atReward ?? 0)}</span>
            </dd>
          </div>
        </Show>
      </dl>
    )}
  </Show>
);
