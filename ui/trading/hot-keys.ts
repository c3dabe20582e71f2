// Keys that trade, where somebody turned them on.
import { onCleanup } from "solid-js";
import { raise } from "../alerts/store.ts";
import type { Live } from "../live/store.ts";
import { isWorking } from "../live/model.ts";
import { settings } from "../settings/store.ts";
import { isTyping } from "../shell/keys.ts";
import { cancelOrder } from "./orders.ts";
import type { Ticket } from "./ticket-store.ts";

/** What the numbers multiply the first quantity by. */
const times = [1, 2, 5, 10] as const;

/** Listens while the trading screen is shown. */
export const createHotKeys = (live: Live, ticket: Ticket): void => {
  const first = Number(ticket.fields.qty) || 1;
  const press = (event: KeyboardEvent): void => {
    if (!settings.hotKeys || isTyping(event.target) || event.repeat) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.querySelector("dialog[open]") !== null) return;
    const key = event.key.toLowerCase();
    if (key === "b" || key === "s") {
      if (ticket.blocked() !== "") {
        return raise({ level: "warn", title: "Nothing was sent", words: ticket.blocked() });
      }
      ticket.setFields({ side: key === "b" ? "buy" : "sell", type: "limit", limit: "" });
      ticket.ready();
    } else if (key === "x") {
      const mine = live.state.orders.filter((one) =>
        one.symbol === live.selected() && one.strategy_id === "" && isWorking(one)
      );
      for (const order of mine) void cancelOrder(order).catch(() => undefined);
    } else if (/^[1-4]$/.test(key)) {
      ticket.setFields({ qty: String(first * times[Number(key) - 1]!) });
    } else return;
    event.preventDefault();
  };
  addEventListener("keydown", press);
  onCleanup(() => removeEventListener("keydown", press));
};
