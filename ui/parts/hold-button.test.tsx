// What should not happen by accident happens only when the button was held.
import { createSignal } from "solid-js";
import { expect, it, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { mount } from "../testing/mount.tsx";
import { HoldButton, holdMs } from "./hold-button.tsx";

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const shown = (disabled = () => false) => {
  const onHeld = vi.fn();
  const place = mount(() => (
    <HoldButton disabled={disabled()} onHeld={onHeld}>Hold to halt</HoldButton>
  ));
  return { button: place.querySelector("button")!, onHeld };
};

it("does nothing when it is only clicked", async () => {
  const { button, onHeld } = shown();
  await userEvent.click(button);
  await wait(holdMs + 200);
  expect(onHeld).not.toHaveBeenCalled();
  expect(button.dataset["held"]).toBeUndefined();
});

it("acts once when it is held, by pointer and by key", async () => {
  const { button, onHeld } = shown();
  button.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
  expect(button.dataset["held"]).toBe("");
  await vi.waitUntil(() => onHeld.mock.calls.length > 0, { timeout: 10_000 });
  await userEvent.tab();
  expect(document.activeElement).toBe(button);
  await userEvent.keyboard("{Enter>}");
  await vi.waitUntil(() => onHeld.mock.calls.length > 1, { timeout: 10_000 });
  await userEvent.keyboard("{/Enter}");
  await wait(holdMs + 200);
  expect(onHeld).toHaveBeenCalledTimes(2);
});

it("lets go when the pointer leaves or the focus goes", async () => {
  const { button, onHeld } = shown();
  for (const leaving of ["pointerleave", "pointerup", "blur"]) {
    button.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
    button.dispatchEvent(new Event(leaving, { bubbles: true }));
    expect(button.dataset["held"]).toBeUndefined();
  }
  await wait(holdMs + 200);
  expect(onHeld).not.toHaveBeenCalled();
});

it("cannot be held while it is disabled", async () => {
  const [disabled, setDisabled] = createSignal(true);
  const { button, onHeld } = shown(disabled);
  button.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
  await wait(holdMs + 200);
  expect(onHeld).not.toHaveBeenCalled();
  setDisabled(false);
  expect(button.disabled).toBe(false);
});
