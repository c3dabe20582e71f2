// Server-sent events over real servers: channels, going on by the id of the last event, and the course of a backtest.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fillRow } from "../../actors/testing/rows.ts";
import { startTestGateway, type TestGateway } from "../testing.ts";
import { startUs, story } from "../testing-story.ts";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway(story);
}, 300_000);
afterAll(() => gateway?.stop());

interface Event {
  readonly event: string;
  readonly id: string | undefined;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The events of an answer, as they come. */
async function* eventsOf(
  path: string,
  headers: Record<string, string> = {},
): AsyncGenerator<Event> {
  const answer = await fetch(`${gateway.url}${path}`, { headers });
  expect(answer.headers.get("content-type")).toContain("text/event-stream");
  let text = "";
  for await (const part of answer.body!.pipeThrough(new TextDecoderStream())) {
    const whole = (text + part).split("\n\n");
    text = whole.pop()!;
    for (const one of whole) {
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(one)?.[1];
      yield { event: field("event")!, id: field("id"), data: JSON.parse(field("data")!) };
    }
  }
}

const fill = (position: number) =>
  fillRow({
    position,
    outputIndex: 0,
    instrumentId: 1,
    eventTimeUs: startUs + position * 1_000_000,
    fillId: `f/${position}`,
  });
const idsOf = ({ data }: Event) => (data["data"] as { readonly id: string }[]).map(({ id }) => id);

describe("events of the channels", () => {
  it("begin with a snapshot, and go on after the last id with what was missed", async () => {
    let last: string | undefined;
    for await (const one of eventsOf("/v1/stream/events?channels=fills")) {
      if (one.event !== "fills") continue;
      expect(one.data["type"]).toBe("snapshot");
      expect(idsOf(one)).toHaveLength(3);
      last = one.id;
      break;
    }
    expect(last).toBe("fills=24.0");
    await gateway.write([fill(300), fill(301)]);
    const seen: string[] = [];
    const headers = { "last-event-id": last! };
    for await (const one of eventsOf("/v1/stream/events?channels=fills,quotes", headers)) {
      if (one.event !== "fills") continue;
      expect(one.data["type"]).toBe("update");
      seen.push(...idsOf(one));
      if (seen.length >= 2) break;
    }
    expect(seen).toEqual(["f/300", "f/301"]);
  });

  it("are refused where the question is wrong", async () => {
    const ask = async (query: string, headers: Record<string, string> = {}) => {
      const answer = await fetch(`${gateway.url}/v1/stream/events${query}`, { headers });
      return [answer.status, (await answer.json() as { readonly detail: string }).detail] as const;
    };
    expect((await ask(""))[0]).toBe(400);
    expect((await ask("?channels=secrets"))[1]).toContain("expected quotes,trades,bars");
    expect((await ask("?channels=fills", { "last-event-id": "nonsense" }))[0]).toBe(400);
    expect((await ask("?channels=fills", { "last-event-id": "quotes=1.0" }))[0]).toBe(400);
  });
});

describe("events of a backtest", () => {
  it("tell how far it is until it is over", async () => {
    const answer = await fetch(`${gateway.url}/v1/backtests`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ strategy: "grid-maker", ticks: 1000 }),
    });
    const { id } = await answer.json() as { readonly id: string };
    const told: Event[] = [];
    for await (const one of eventsOf(`/v1/backtests/${id}/events`)) told.push(one);
    expect(told.at(-1)).toMatchObject({ event: "done", data: { id, state: "done", progress: 1 } });
    const again: Event[] = [];
    const headers = { "last-event-id": told.at(-1)!.id! };
    for await (const one of eventsOf(`/v1/backtests/${id}/events`, headers)) again.push(one);
    expect(again).toEqual([]);
    expect((await fetch(`${gateway.url}/v1/backtests/none/events`)).status).toBe(404);
  }, 60_000);
});
