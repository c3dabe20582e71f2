// What cards, fields, tables and dialogs tell people, also those who do not see them.
import { createSignal } from "solid-js";
import { expect, it, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { Confusion } from "../models/confusion.tsx";
import { Reliability } from "../models/reliability.tsx";
import { mount } from "../testing/mount.tsx";
import { Dialog } from "./dialog.tsx";
import { csvOf, parquetOf } from "./export.ts";
import { Field, NumberInput } from "./field.tsx";
import { MetricCard } from "./metric-card.tsx";
import { Failed } from "./states.tsx";
import { Table } from "./table.tsx";

it("shows a metric with its unit, its tone and its course", () => {
  const place = mount(() => (
    <MetricCard title="Day PnL" value="+12.50" unit="USD" tone="up" course={[1, 2, 3]} />
  ));
  expect(place.querySelector(".metric-value")!.className).toContain("up");
  expect(place.textContent).toContain("+12.50USD");
  expect(place.querySelector("canvas")!.getAttribute("aria-hidden")).toBe("true");
});

it("says what is wrong with a field, and keeps the element while people type", async () => {
  const [wrong, setWrong] = createSignal<string>();
  const [value, setValue] = createSignal("");
  const place = mount(() => (
    <Field label="Quantity" error={wrong()}>
      {(id) => <NumberInput id={id} value={value()} onInput={setValue} />}
    </Field>
  ));
  const input = place.querySelector("input")!;
  expect(place.querySelector("label")!.htmlFor).toBe(input.id);
  await userEvent.type(input, " 1.5 ");
  expect(value()).toBe("1.5");
  setWrong('is "-1", expected a decimal above 0');
  expect(place.querySelector("[role=alert]")!.textContent).toContain("expected a decimal");
  expect(place.querySelector("input")).toBe(input);
});

it("opens a row by Enter, but not by a key on a button within", async () => {
  const onOpen = vi.fn();
  const place = mount(() => (
    <Table
      caption="Runs"
      rows={[{ name: "one" }]}
      columns={[
        { heading: "Name", cell: ({ name }) => name },
        { heading: "", cell: () => <button type="button">Cancel</button> },
      ]}
      empty="None"
      onOpen={onOpen}
      nameOf={({ name }) => `Open ${name}`}
    />
  ));
  place.querySelector("button")!.focus();
  await userEvent.keyboard("{Enter}");
  onOpen.mockClear();
  place.querySelector<HTMLElement>("tbody tr")!.focus();
  await userEvent.keyboard("{Enter}");
  expect(onOpen.mock.calls).toEqual([[{ name: "one" }]]);
  expect(place.querySelector("tbody tr")!.getAttribute("aria-label")).toBe("Open one");
});

it("tells that nothing is there, and what failed with a way to try again", async () => {
  const again = vi.fn();
  const place = mount(() => (
    <>
      <Table caption="Runs" rows={[]} columns={[]} empty="No run yet" />
      <Failed what="drift" cause={new Error("the line is down")} onRetry={again} />
    </>
  ));
  expect(place.textContent).toContain("No run yet");
  expect(place.querySelector("[role=alert]")!.textContent).toContain("The drift did not load");
  await userEvent.click(place.querySelector("button")!);
  expect(again).toHaveBeenCalledOnce();
});

it("keeps the focus inside a dialog, and closes it by Escape", async () => {
  const onClose = vi.fn();
  const place = mount(() => (
    <>
      <button type="button">outside</button>
      <Dialog title="Why" onClose={onClose}>
        <button type="button">inside</button>
      </Dialog>
    </>
  ));
  const dialog = place.querySelector("dialog")!;
  expect(dialog.open).toBe(true);
  for (let i = 0; i < 4; i++) {
    await userEvent.tab();
    const at = document.activeElement!;
    expect(at === document.body || dialog.contains(at)).toBe(true);
  }
  await userEvent.keyboard("{Escape}");
  await vi.waitUntil(() => onClose.mock.calls.length === 1);
});

it("draws how often what was said came, in numbers and in words", () => {
  const place = mount(() => (
    <>
      <Confusion
        cells={[
          { said: "up", came: "up", votes: 75, predictions: 75 },
          { said: "up", came: "down", votes: 25, predictions: 25 },
          { said: "down", came: "down", votes: 0, predictions: 0 },
        ]}
      />
      <Reliability
        bins={[
          { from: 0.5, to: 0.6, said: 0.55, was: 0.5, votes: 10, predictions: 10 },
          { from: 0.6, to: 0.7, said: 0.65, was: 0.7, votes: 0, predictions: 0 },
        ]}
      />
    </>
  ));
  const cells = [...place.querySelectorAll("td")].map((one) => one.textContent);
  expect(cells[0]).toContain("75");
  expect(cells[2]).toContain("0");
  expect(place.querySelectorAll("circle")).toHaveLength(1);
  expect(place.querySelector("svg")!.getAttribute("aria-label")).toContain("said 55 %");
});

it("exports rows without formulas, and as Parquet that can be read again", async () => {
  const table = { name: "orders", columns: { who: ["=1+1", 'a "b", c'], price: [-1.5, null] } };
  expect(csvOf(table)).toBe('who,price\n\'=1+1,-1.5\n"a ""b"", c",\n');
  const { parquetReadObjects } = await import("hyparquet");
  const file = await parquetOf(table);
  expect(await parquetReadObjects({ file })).toEqual([
    { who: "=1+1", price: -1.5 },
    { who: 'a "b", c', price: null },
  ]);
});
