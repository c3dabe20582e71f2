// Going on after a pause, over real servers: every item once and in order, out of memory and out of the store.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commandRow, eventRow, fillRow } from "../../actors/testing/rows.ts";
import { startTestGateway, type TestGateway } from "../testing.ts";
import { startUs, story } from "../testing-story.ts";
import { type Data, isOp, TestClient } from "./testing-client.ts";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway(story);
}, 300_000);
afterAll(() => gateway?.stop());

const at = (position: number, outputIndex = 0) => ({
  position,
  outputIndex,
  instrumentId: 1,
  eventTimeUs: startUs + position * 1_000_000,
});
const order = { clientOrderId: "R1", strategy: "s", priceTicks: 10_000 };

/** What a client is told of a channel after a place, until so many items are there. */
const resumed = async (channel: string, resume: string, count: number): Promise<Data["data"]> => {
  const client = await TestClient.open(gateway.url);
  client.send({ op: "subscribe", id: "1", channels: [{ name: channel, resume }] });
  await client.next(isOp("ack"));
  const items: Data["data"][number][] = [];
  while (items.length < count) items.push(...(await client.items("update", channel)).data);
  client.socket.terminate();
  return items;
};

const idsOf = (items: Data["data"]) => items.map((one) => one["id"]);
const stepsOf = (items: Data["data"]) =>
  items.map((one) => [one["client_order_id"], one["status"], one["filled_qty"]]);

const storyFills = ["sim/ALTO.sim/12/0", "sim/ALTO.sim/14/0", "sim/CUMULUS.sim/24/0"];

describe("a client that comes back", () => {
  it("is told every fill once and in order, wherever it stopped", async () => {
    expect(idsOf(await resumed("fills", "start", 3))).toEqual(storyFills);
    expect(idsOf(await resumed("fills", "13.65535", 2))).toEqual(storyFills.slice(1));
  });

  it("hears only of what comes after where it stopped, also while it is told what it missed", async () => {
    const client = await TestClient.open(gateway.url);
    client.send({ op: "subscribe", channels: [{ name: "fills", resume: "24.65535" }] });
    await client.next(isOp("ack"));
    await gateway.write([
      fillRow({ ...at(200), ...order, fillId: "f/200" }),
      fillRow({ ...at(201), ...order, fillId: "f/201" }),
    ]);
    const items: Data["data"][number][] = [];
    while (items.length < 2) {
      const { seq, data } = await client.items("update", "fills");
      expect(seq).toMatch(/^20[01]\.0$/);
      items.push(...data);
    }
    expect(idsOf(items)).toEqual(["f/200", "f/201"]);
    client.socket.terminate();
  });

  it("is told out of the store what memory does not hold, and then goes on", async () => {
    gateway.hub.begin("ORDERS", { position: 14, outputIndex: 9 });
    const all = [...storyFills, "f/200", "f/201"];
    expect(idsOf(await resumed("fills", "start", 5))).toEqual(all);
    expect(idsOf(await resumed("fills", "13.65535", 4))).toEqual(all.slice(1));
  });

  it("is told every step of an order, the same out of the store as out of memory", async () => {
    gateway.hub.begin("ORDERS", { position: -1, outputIndex: 0 });
    const memory = stepsOf(await resumed("orders", "start", 11));
    expect(memory.slice(0, 2)).toEqual([["A1", "pending_new", "0"], ["A1", "pending_new", "0"]]);
    gateway.hub.begin("ORDERS", { position: 22, outputIndex: 0 });
    expect(stepsOf(await resumed("orders", "start", 11))).toEqual(memory);
    await gateway.write([
      commandRow({ ...at(210), ...order }),
      eventRow({
        ...at(211),
        ...order,
        event: "filled",
        cumQuantityLots: 1,
        leavesQuantityLots: 0,
      }),
    ]);
    expect(stepsOf(await resumed("orders", "start", 13)).slice(11)).toEqual([
      ["R1", "pending_new", "0"],
      ["R1", "filled", "1"],
    ]);
  });

  it("is told what cannot be resumed", async () => {
    const client = await TestClient.open(gateway.url);
    for (const [name, resume] of [["quotes", "1.0"], ["fills", "1"], ["fills", "-1.0"]] as const) {
      client.send({ op: "subscribe", id: "7", channels: [{ name, resume }] });
      expect(await client.next(isOp("error"))).toMatchObject({ id: "7", code: "invalid" });
    }
    client.socket.terminate();
  });
});
