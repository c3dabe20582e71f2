// Moving an order by keys: the focus goes to its new price, and back to where it began.
import { createSignal } from "solid-js";
import { expect, it, onTestFinished, vi } from "vitest";
import { userEvent } from "vitest/browser";
import type { OrderAnswer } from "../../gateway/protocol.ts";
import { mount } from "../testing/mount.tsx";
import { Blotter } from "./blotter.tsx";

const order = (id: string, strategy: string): OrderAnswer => ({
  client_order_id: id,
  venue_order_id: "",
  symbol: "CIRR",
  account: "paper",
  strategy_id: strategy,
  side: "buy",
  type: "limit",
  time_in_force: "gtc",
  qty: "2",
  limit_price: "99.50",
  stop_price: null,
  trail: null,
  exec_inst: [],
  order_list_id: "",
  parent_order_id: "",
  algorithm: "",
  algorithm_order_id: "",
  status: "new",
  filled_qty: "0",
  filled_avg_price: null,
  reject_reason: "",
  cancel_reject: null,
  reason: "",
  signal_id: "",
  created_at: "2026-03-02T14:30:00Z",
  updated_at: "2026-03-02T14:30:00Z",
  position: 1,
});

/** What the API was asked; it accepts everything. */
const listen = () => {
  const asked: string[] = [];
  const spy = vi.spyOn(globalThis, "fetch").mockImplementation((path, init) => {
    asked.push(`${init?.method} ${path} ${init?.body ?? ""}`.trim());
    return Promise.resolve(Response.json({ position: 7 }));
  });
  onTestFinished(() => spy.mockRestore());
  return asked;
};

const shown = () => {
  const [orders, setOrders] = createSignal<readonly OrderAnswer[]>([order("ticket-1", "")]);
  const place = mount(() => <Blotter orders={orders()} empty="No order yet." />);
  const button = (name: string) =>
    place.querySelector<HTMLButtonElement>(`button[aria-label="${name} buy 2 CIRR"]`);
  const price = () => place.querySelector<HTMLInputElement>(".blotter-price");
  return { place, setOrders, button, price };
};

const begin = async () => {
  const screen = shown();
  screen.button("Move")!.focus();
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => document.activeElement).toBe(screen.price());
  return screen;
};

it("replaces the price that is typed over the old one, and gives the focus back", async () => {
  const asked = listen();
  const { button, price } = await begin();
  await userEvent.keyboard("99.25{Enter}");
  await expect.poll(price).toBe(null);
  expect(asked).toEqual([`PATCH /v1/orders/ticket-1 {"limit_price":"99.25"}`]);
  expect(document.activeElement).toBe(button("Move"));
});

it("leaves the price as it is on Escape", async () => {
  const asked = listen();
  const { button, price } = await begin();
  await userEvent.keyboard("98{Escape}");
  expect(price()).toBe(null);
  expect(asked).toEqual([]);
  expect(document.activeElement).toBe(button("Move"));
});

it("stays at its order while others come and go, and ends when the order does", async () => {
  const { setOrders, button, price } = await begin();
  await userEvent.keyboard("98");
  setOrders([order("grid-9", "grid-maker"), order("ticket-1", "")]);
  expect(document.activeElement).toBe(price());
  expect(price()!.value).toBe("98");
  setOrders([{ ...order("ticket-1", ""), status: "filled", filled_qty: "2" }]);
  expect(price()).toBe(null);
  expect(button("Move")).toBe(null);
  expect(button("Cancel")).toBe(null);
});

it("says that an order was not moved, and why, until it is", () => {
  const { setOrders, place } = shown();
  const refusal = { request: "replace", reason: "priceCollar", t: "2026-03-02T14:31:00Z" } as const;
  setOrders([{ ...order("ticket-1", ""), cancel_reject: { ...refusal, position: 9 } }]);
  expect(place.textContent).toContain("replace refused: priceCollar");
  setOrders([{ ...order("ticket-1", ""), status: "replaced" }]);
  expect(place.textContent).not.toContain("refused");
});
