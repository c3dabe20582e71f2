// A line that is moved asks once for the new price of the same order, and shows what became of it.
import { createSignal } from "solid-js";
import { expect, it, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { mount } from "../testing/mount.tsx";
import { type OrderLine, OrderLines, type PriceScale } from "./order-lines.tsx";

/** A chart of 200 pixels from 110 above to 90 below: ten pixels a unit of price. */
const scale: PriceScale = {
  yOf: (price) => (110 - price) * 10,
  priceAt: (y) => 110 - y / 10,
  height: () => 200,
  width: () => 400,
  follow: () => {},
};

const order: OrderLine = {
  id: "ticket-1",
  price: 100,
  side: "buy",
  kind: "limit",
  label: "buy 3",
  movable: true,
};

const shown = (onMove = vi.fn(async (_id: string, _price: number) => {}), first = order) => {
  const [lines, setLines] = createSignal<readonly OrderLine[]>([first]);
  const place = mount(() => (
    <div style={{ position: "relative", height: "200px", width: "400px" }}>
      <OrderLines scale={scale} lines={lines()} decimals={2} tickSize={0.01} onMove={onMove} />
    </div>
  ));
  const row = place.querySelector<HTMLElement>(".order-line")!;
  const tag = row.querySelector<HTMLElement>(".order-tag")!;
  return { place, row, tag, onMove, setLines };
};

const pointer = (tag: HTMLElement, kind: string, clientY: number) =>
  tag.dispatchEvent(new PointerEvent(kind, { bubbles: true, clientY, pointerId: 1 }));

const drag = (place: HTMLElement, tag: HTMLElement, toPrice: number) => {
  // Only a pointer of the hardware can be captured.
  tag.setPointerCapture = () => {};
  const top = place.querySelector(".order-lines")!.getBoundingClientRect().top;
  pointer(tag, "pointerdown", top + scale.yOf(100)!);
  pointer(tag, "pointermove", top + scale.yOf(toPrice)!);
  pointer(tag, "pointerup", top + scale.yOf(toPrice)!);
};

it("asks once for the price that it was dragged to, and waits until the order has it", () => {
  const { place, row, tag, onMove, setLines } = shown();
  drag(place, tag, 98.5);
  expect(onMove.mock.calls).toEqual([["ticket-1", 98.5]]);
  expect(row.dataset["pending"]).toBe("");
  expect(tag.textContent).toBe("buy 3 98.50 …");
  setLines([{ ...order, price: 98.5 }]);
  expect(row.dataset["pending"]).toBeUndefined();
  expect(place.querySelectorAll(".order-line")).toHaveLength(1);
  expect(tag.getAttribute("aria-valuenow")).toBe("98.5");
});

it("goes back to where the order is when the move was refused", async () => {
  const { place, row, tag } = shown(vi.fn(() => Promise.reject(new Error("refused"))));
  drag(place, tag, 98.5);
  await vi.waitUntil(() => row.dataset["pending"] === undefined);
  expect(tag.textContent).toBe("buy 3 100.00");
});

it("is moved by keys, sent by Enter and forgotten by Escape", async () => {
  const { tag, onMove } = shown();
  tag.focus();
  await userEvent.keyboard("{ArrowUp}{ArrowUp}{Escape}{Enter}");
  expect(onMove).not.toHaveBeenCalled();
  await userEvent.keyboard("{ArrowDown}{Shift>}{ArrowDown}{/Shift}{Enter}");
  expect(onMove.mock.calls).toEqual([["ticket-1", 99.89]]);
  // While its new price is under way, it is not moved again.
  await userEvent.keyboard("{ArrowDown}{Enter}");
  expect(onMove).toHaveBeenCalledTimes(1);
});

it("waits at the edge of a chart that does not reach its price", () => {
  const { row, tag } = shown(undefined, { ...order, price: 80 });
  expect(row.dataset["beyond"]).toBe("below");
  expect(row.style.visibility).toBe("visible");
  expect(tag.textContent).toBe("↓ buy 3 80.00");
});

it("does not move what is not ours to move", () => {
  const { place, tag, onMove } = shown(undefined, { ...order, movable: false });
  expect(tag.getAttribute("role")).toBeNull();
  drag(place, tag, 98);
  expect(onMove).not.toHaveBeenCalled();
});

it("moves by the way it is dragged where it waits at the edge", () => {
  const { place, tag, onMove } = shown(undefined, { ...order, price: 80 });
  tag.setPointerCapture = () => {};
  const { top } = place.querySelector(".order-lines")!.getBoundingClientRect();
  pointer(tag, "pointerdown", top + 188);
  pointer(tag, "pointermove", top + 198);
  pointer(tag, "pointerup", top + 198);
  expect(onMove.mock.calls).toEqual([["ticket-1", 79]]);
});
