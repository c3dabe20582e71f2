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

  it("tell alerts, and go on after one", async () => {
    const path = "/v1/stream/events?channels=alerts";
    let last: string | undefined;
    for await (const one of eventsOf(path)) {
      if (one.event !== "alerts") continue;
      last = one.id;
      break;
    }
    expect(last).toMatch(/^alerts=\d{16}\.0$/);
    const seen: Event[] = [];
    for await (const one of eventsOf(path, { "last-event-id": last! })) {
      if (seen.push(one) >= 2) break;
    }
    expect(seen.map(({ event }) => event)).not.toContain("problem");
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

describe("a replay", () => {
  const asking = (method: string, path: string, body?: object) =>
    fetch(`${gateway.url}${path}`, {
      method,
      headers: { "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const range = {
    ...{ symbol: "ALTO.sim", from: "2026-01-02T14:30:00Z", to: "2026-01-02T14:30:13Z" },
  };

  it("tells what was recorded, in order, and what there is after an id", async () => {
    const made = await asking("POST", "/v1/replays", { ...range, speed: 10_000 });
    expect(made.status).toBe(201);
    const { id } = await made.json() as { readonly id: string };
    const told: Event[] = [];
    for await (const one of eventsOf(`/v1/replays/${id}/events`)) told.push(one);
    const bids = (events: readonly Event[]) =>
      events.filter(({ event }) => event === "quotes")
        .flatMap(({ data }) => (data["data"] as { readonly bp: string }[]).map(({ bp }) => bp));
    expect(bids(told)).toEqual(["99.91", "99.92", "100.00", "100.02"]);
    expect(told.at(-1)).toMatchObject({ event: "closed", data: { state: "done", items: 4 } });
    expect((await asking("GET", `/v1/replays/${id}/events`)).status).toBe(409);
    const again: Event[] = [];
    const headers = { "last-event-id": "2.0" };
    for await (const one of eventsOf(`/v1/replays/${id}/events`, headers)) again.push(one);
    expect(bids(again)).toEqual(["100.00", "100.02"]);
    expect((await asking("DELETE", `/v1/replays/${id}`)).status).toBe(200);
    expect((await asking("GET", `/v1/replays/${id}`)).status).toBe(404);
  }, 180_000);

  it("is held, goes on, and is refused where the question is wrong", async () => {
    const made = await asking("POST", "/v1/replays", { ...range, speed: 0.01 });
    const { id } = await made.json() as { readonly id: string };
    const state = async (method: string, body?: object) =>
      (await (await asking(method, `/v1/replays/${id}`, body)).json() as Record<string, unknown>)[
        "state"
      ];
    expect(await state("GET")).toBe("waiting");
    expect(await state("PATCH", { paused: true })).toBe("paused");
    expect(await state("PATCH", { paused: false, speed: 10_000 })).toBe("waiting");
    const told: Event[] = [];
    for await (const one of eventsOf(`/v1/replays/${id}/events`)) told.push(one);
    expect(told.at(-1)).toMatchObject({ event: "closed", data: { items: 4 } });
    const wrong = async (body: object) => {
      const answer = await asking("POST", "/v1/replays", { ...range, ...body });
      return [answer.status, (await answer.json() as Record<string, string>)["detail"]];
    };
    expect(await wrong({ symbol: "NONE.sim" })).toEqual([
      400,
      expect.stringContaining("symbol is"),
    ]);
    expect(await wrong({ to: range.from })).toEqual([400, expect.stringContaining("after from")]);
    expect((await wrong({ speed: 0 }))[0]).toBe(400);
    expect((await wrong({ kinds: ["fills"] }))[0]).toBe(400);
  }, 180_000);
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
  }, 180_000);
});
