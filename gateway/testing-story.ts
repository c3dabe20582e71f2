// A short story for tests: a model's prediction becomes an order that fills twice, and another order is denied.
import {
  commandRow,
  controlRow,
  eventRow,
  fillRow,
  positionRow,
  predictionRow,
  quoteRow,
  signalRow,
  vectorRow,
} from "../actors/testing/rows.ts";
import type { Refusal, Trace } from "../streams/control.ts";
import type { Bar } from "../streams/market.ts";
import type { RiskDecision } from "../streams/orders.ts";
import type { AnyRecord } from "../streams/records.ts";

/** Event time of position 0: 2026-01-02T14:30:00Z. */
export const startUs = 1_767_364_200_000_000;

/** ALTO.sim has ticks of 0.01 and lots of 1, CUMULUS.sim ticks of 0.05. */
const alto = 1;
const cumulus = 4;
const at = (position: number, outputIndex = 0, instrumentId = alto) => ({
  position,
  outputIndex,
  instrumentId,
  eventTimeUs: startUs + position * 1_000_000,
});
const identity = { account: "paper", strategy: "prediction-follower", clientOrderId: "A1" };
const follower = { account: "paper", strategy: "prediction-follower" };
const sha = "ab".repeat(32);

/** The id of the second fill. It has slashes, as all have. */
export const fillId = "sim/ALTO.sim/14/0";
/** The id of a fill whose strategy used no model. */
export const plainFillId = "sim/CUMULUS.sim/24/0";

const risk: RiskDecision = {
  ...at(10, 2),
  ...identity,
  _tag: "riskDecision",
  decision: "approved",
  reason: "none",
  checks: ["orderQuantityLimit", "priceCollar"],
  values: [30, 12.5],
  limits: [1000, 50],
};
const denied: RiskDecision = {
  ...risk,
  ...at(21, 1, cumulus),
  ...{ strategy: "imbalance-taker", clientOrderId: "B1" },
  decision: "denied",
  reason: "positionLimit",
  checks: ["positionLimit"],
  values: [900],
  limits: [500],
};

/** A bar of ALTO. */
export const barRow = (fields: Partial<Bar>): Bar => ({
  ...at(2),
  _tag: "bar",
  intervalSeconds: 1,
  openTicks: 10_000,
  highTicks: 10_010,
  lowTicks: 9_995,
  closeTicks: 10_005,
  volumeLots: 70,
  buyVolumeLots: 40,
  trades: 7,
  flags: 0,
  ...fields,
});

const refusal: Refusal = {
  ...at(0, 0, 0),
  _tag: "refusal",
  source: "trades.csv",
  field: "price",
  value: "<script>",
  expected: "a decimal number",
  place: "row 7",
  count: 3,
};

const trace: Trace = {
  ...at(1),
  _tag: "trace",
  clientOrderId: "A1",
  ingestTimeUs: startUs + 100,
  featuresTimeUs: startUs + 150,
  predictedTimeUs: startUs + 650,
  decidedTimeUs: startUs + 700,
  tickDurableTimeUs: startUs + 500,
  orderDurableTimeUs: startUs + 1_200,
  releasedTimeUs: startUs + 1_210,
};

const ask = { quantityLots: 30, priceTicks: 10_010 };
const quotes = [1, 2, 10, 12, 14].map((position) =>
  quoteRow({
    ...at(position),
    ingestTimeUs: startUs,
    bidPriceTicks: 9_990 + position,
    bidQuantityLots: 20,
    askPriceTicks: 10_000 + position,
    askQuantityLots: 30,
  })
);
const submit = {
  ...ask,
  ...identity,
  signalId: "s/10",
  reason: "The model sees ALTO higher in 5 s",
};
const order = { ...ask, ...identity, venueOrderId: "V1" };
const taker = { account: "paper", strategy: "imbalance-taker" };
const plain = { ...taker, clientOrderId: "B0" };

/** Everything that is recorded before the gateway starts. */
export const story: readonly AnyRecord[] = [
  controlRow({ ...at(0, 0, 0), control: "sessionStarted", name: "Simulated market", value: "{}" }),
  ...quotes,
  quoteRow({ ...at(20, 0, cumulus), bidPriceTicks: 400, askPriceTicks: 401 }),
  barRow({}),
  barRow({ ...at(3), intervalSeconds: 1, closeTicks: 10_007 }),
  barRow({ ...at(4), intervalSeconds: 60 }),
  vectorRow({ ...at(10), imbalance1: 0.25 }),
  vectorRow({ ...at(20, 0, cumulus), imbalance1: -0.5 }),
  predictionRow({
    ...at(10),
    modelSha256: sha,
    midPriceHalfTicks: 20_010,
    probabilityUp: 0.75,
    probabilityDown: 0.125,
  }),
  signalRow({
    ...at(10),
    ...follower,
    signalId: "s/10",
    targetPositionLots: 30,
    confidence: 0.625,
    reason: "The model sees ALTO higher in 5 s",
    predictionPosition: 10,
    model: "m",
  }),
  signalRow({ ...at(20, 0, cumulus), ...taker, signalId: "s/20", targetPositionLots: -5 }),
  commandRow({ ...at(10, 0), ...submit }),
  commandRow({ ...at(10, 1), ...submit, stage: "approved" }),
  risk,
  eventRow({
    ...at(10, 3),
    ...order,
    venueOrderId: "",
    event: "submitted",
    leavesQuantityLots: 30,
  }),
  eventRow({ ...at(12, 0), ...order, event: "accepted", leavesQuantityLots: 30 }),
  ...[
    { position: 12, price: 10_008, cum: 10, last: 10, event: "partiallyFilled" as const },
    { position: 14, price: 10_010, cum: 30, last: 20, event: "filled" as const },
  ].flatMap(({ position, price, cum, last, event }) => [
    eventRow({
      ...at(position, 1),
      ...order,
      event,
      cumQuantityLots: cum,
      leavesQuantityLots: 30 - cum,
    }),
    fillRow({
      ...at(position, 2),
      ...identity,
      fillId: `sim/ALTO.sim/${position}/0`,
      venueOrderId: "V1",
      signalId: "s/10",
      lastPriceTicks: price,
      lastQuantityLots: last,
      cumQuantityLots: cum,
      leavesQuantityLots: 30 - cum,
      feeTickLots: 1_234,
      orderEventTimeUs: startUs + 10_000_000,
      orderPosition: 10,
    }),
    positionRow({
      ...at(position),
      ...follower,
      quantityLots: cum,
      costTickLots: position === 12 ? 100_080 : 300_280,
      markPriceHalfTicks: 20_020,
      unrealizedHalfTickLots: -40,
      feesTickLots: 1_234,
      fills: 1,
    }),
  ]),
  commandRow({ ...at(20, 0, cumulus), ...plain, signalId: "s/20", side: "sell" }),
  commandRow({ ...at(21, 0, cumulus), ...plain, clientOrderId: "B1", priceTicks: 0 }),
  denied,
  eventRow({
    ...at(21, 2, cumulus),
    ...plain,
    clientOrderId: "B1",
    event: "denied",
    reason: "positionLimit",
  }),
  fillRow({
    ...at(24, 0, cumulus),
    ...plain,
    fillId: plainFillId,
    signalId: "s/20",
    orderPosition: 20,
  }),
  refusal,
  trace,
];
