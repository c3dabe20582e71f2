// Scores out of the store: every dimension, calibration, what is left out, and what evidence allows.
import { afterAll, beforeAll, expect, it } from "vitest";
import { controlRow, outcomeRow, quoteRow } from "../../actors/testing/rows.ts";
import { readModelFiles } from "../../models/load.ts";
import { registryOver, seedRegistry } from "../../models/registry.ts";
import type { LineUp } from "../../streams/models.ts";
import type { Outcome } from "../../streams/outcomes.ts";
import { runAsCore, startTestGateway, type TestGateway } from "../testing.ts";
import { startUs } from "../testing-story.ts";
import type { ModelScores, PromotionAnswer } from "./protocol.ts";

const [champion, challenger] = ["next-move-lightgbm", "next-move-xgboost"] as const;
const shaOf = (name: string) =>
  JSON.parse(new TextDecoder().decode(readModelFiles(name)["card.json"])).sha256 as string;
const lineUp: LineUp = {
  models: [champion, challenger].map((name, i) => ({
    ...{ name, version: 1, sha256: shaOf(name), windowRows: 1, pinned: false },
    role: i === 0 ? "serving" : "shadow",
  })),
  former: {},
  chosen: true,
};

const at = (i: number) => ({
  position: 10 + 2 * i,
  instrumentId: i % 2 === 0 ? 1 : 4,
  eventTimeUs: startUs + i * 4_000_000,
  predictionPosition: 9 + 2 * i,
  predictionTimeUs: startUs + i * 4_000_000 - 1_000_000,
});
/** Two hours of moves, every fourth the other way. */
const moves = Array.from(
  { length: 1_800 },
  (_, i) => ({ i, up: i % 4 !== 0 ? i % 8 < 4 : i % 8 >= 4 }),
);
const said = (i: number, sure: number) => i % 8 < 4 ? sure : 1 - sure;
const outcomes: Outcome[] = moves.flatMap(({ i, up }) =>
  [[champion, 0.95], [challenger, 0.77]].map(([model, sure], k) => {
    const probabilityUp = Math.fround(said(i, sure as number));
    return outcomeRow({
      ...at(i),
      outputIndex: k,
      model: model as string,
      probabilityUp,
      probabilityDown: Math.fround(1 - probabilityUp),
      came: up ? "up" : "down",
      spreadSteps: i % 3 === 0 ? 1 : 5,
      volatilityRatio: i % 5 === 0 ? 2 : 1,
      flags: k * 16,
    });
  })
);
const marked = outcomeRow({ ...at(5_000), model: challenger, weight: 0, flags: 2, came: "up" });
const lost = outcomeRow({ ...at(5_001), model: challenger, weight: 0, came: "lost" });

let gateway: TestGateway;
beforeAll(async () => {
  const value = JSON.stringify({ runId: "r", models: lineUp });
  gateway = await startTestGateway([
    controlRow({ position: 0, control: "sessionStarted", name: "a test", value }),
    quoteRow({ position: 1, eventTimeUs: startUs }),
    ...[...outcomes, marked, lost],
  ]);
  await runAsCore(gateway, ({ objects }) => seedRegistry(registryOver(objects)));
}, 300_000);
afterAll(() => gateway?.stop());

const get = async <A>(path: string) => await (await fetch(`${gateway.url}${path}`)).json() as A;
const scores = (more = "") => get<ModelScores>(`/v1/models/${challenger}/scores?hours=100${more}`);

it("sums up accuracy, calibration and every dimension, and leaves marked and lost ones out", async () => {
  const all = await scores();
  expect(all).toMatchObject({ model: challenger, version: null, symbol: null, excluded: 2 });
  expect(all.total).toMatchObject({ group: "all", predictions: 1_800, votes: 1_800 });
  expect(all.total.accuracy).toBeCloseTo(0.75, 6);
  expect(all.total.base_rate).toBeCloseTo(0.5, 6);
  expect(all.total.brier).toBeCloseTo(0.75 * 0.23 ** 2 + 0.25 * 0.77 ** 2, 6);
  expect(all.total.log_loss).toBeCloseTo(-(0.75 * Math.log(0.77) + 0.25 * Math.log(0.23)), 6);
  expect(all.total.calibration_error).toBeCloseTo(0.02, 6);
  const groups = (list: readonly { group: string; predictions: number }[]) =>
    Object.fromEntries(list.map(({ group, predictions }) => [group, predictions]));
  expect(groups(all.by_version)).toEqual({ 1: 1_800 });
  expect(groups(all.by_symbol)).toEqual({ "ALTO.sim": 900, "CUMULUS.sim": 900 });
  expect(groups(all.by_confidence)).toEqual({ "0.75": 1_800 });
  expect(groups(all.by_spread)).toEqual({ tight: 600, wide: 1_200 });
  expect(groups(all.by_volatility)).toEqual({ fast: 360, usual: 1_440 });
  expect(groups(all.by_hour)).toEqual({ "14:00": 450, "15:00": 900, "16:00": 450 });
  expect(all.reliability.map(({ from, predictions }) => [from, predictions])).toEqual(
    [[0.2, 900], [0.75, 900]],
  );
  expect(all.reliability[1]).toMatchObject({ to: 0.8, was: 0.75 });
  expect(all.reliability[1]!.said).toBeCloseTo(0.77, 6);
  expect(all.confusion.map(({ said: told, came, predictions }) => `${told} ${came} ${predictions}`))
    .toEqual(["up up 675", "up down 225", "down up 225", "down down 675"]);
});

it("keeps to a version, an instrument, and the hours asked for", async () => {
  expect((await scores("&symbol=ALTO.sim")).total.predictions).toBe(900);
  expect((await scores("&version=2")).total).toMatchObject({ predictions: 0, accuracy: 0 });
  const last = await get<ModelScores>(`/v1/models/${champion}/scores?hours=1`);
  expect(last.total.predictions).toBe(450);
  expect(last.by_hour.map(({ group }) => group)).toEqual(["16:00"]);
});

it("says by which rules a challenger may serve, and why the one that is surer than right may not", async () => {
  const may = await get<PromotionAnswer>(
    `/v1/models/${challenger}/promotion?replaces=${champion}`,
  );
  expect(may.against).toEqual({ model: champion, version: 1 });
  expect(may.rules.map(({ rule, passed }) => `${passed} ${rule}`)).toEqual([
    "true enough moves",
    "true long enough",
    "true better than the base rate",
    "true calibrated",
    "true less wrong than the one that serves",
  ]);
  expect(may.may).toBe(true);
  const other = await get<PromotionAnswer>(`/v1/models/${champion}/promotion`);
  expect(other).toMatchObject({ against: null, may: false });
  expect(other.rules.find(({ rule }) => rule === "calibrated")).toMatchObject({ passed: false });
  const response = await fetch(`${gateway.url}/v1/models/${champion}/promote`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ reason: "it is surer" }),
  });
  expect([response.status, (await response.json() as { detail: string }).detail]).toEqual([
    400,
    expect.stringMatching(
      /^next-move-lightgbm@1 may not be promoted, because .*; with override it is promoted all the same$/,
    ),
  ]);
});
