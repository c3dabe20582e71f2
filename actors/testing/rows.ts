// Whole records from the few fields a test speaks of.
import { featureNames, type FeatureVector } from "../../streams/features.ts";
import type { Control } from "../../streams/control.ts";
import type { BookDelta, Quote, Trade } from "../../streams/market.ts";
import { type Fill, type OrderCommand, type OrderEvent, plainOrder } from "../../streams/orders.ts";
import type { PositionRecord } from "../../streams/positions.ts";
import type { Outcome } from "../../streams/outcomes.ts";
import type { Prediction } from "../../streams/predictions.ts";
import type { Signal } from "../../streams/signals.ts";

const envelope = { position: 0, outputIndex: 0, instrumentId: 1, eventTimeUs: 0 };
const identity = { account: "paper", strategy: "test", clientOrderId: "A1" };

/** A quote; both sides show 10 lots unless told otherwise. */
export const quoteRow = (fields: Partial<Quote>): Quote => ({
  ...envelope,
  _tag: "quote",
  ingestTimeUs: 0,
  bidPriceTicks: 99,
  bidQuantityLots: 10,
  askPriceTicks: 101,
  askQuantityLots: 10,
  flags: 0,
  updateId: 0,
  ...fields,
});

/** A trade. */
export const tradeRow = (fields: Partial<Trade>): Trade => ({
  ...envelope,
  _tag: "trade",
  ingestTimeUs: 0,
  tradeId: 0,
  priceTicks: 100,
  quantityLots: 1,
  aggressorSide: "unknown",
  flags: 0,
  ...fields,
});

/** A row of a book. */
export const deltaRow = (fields: Partial<BookDelta>): BookDelta => ({
  ...envelope,
  _tag: "bookDelta",
  ingestTimeUs: 0,
  side: "buy",
  priceTicks: 99,
  quantityLots: 10,
  updateId: 0,
  flags: 64,
  ...fields,
});

/** A feature vector; every feature is 0 unless told otherwise. */
export const vectorRow = (fields: Partial<FeatureVector>): FeatureVector => ({
  ...Object.fromEntries(featureNames.map((name) => [name, 0])) as Omit<
    FeatureVector,
    "_tag" | "set" | "flags" | "bidPriceTicks" | "askPriceTicks" | keyof typeof envelope
  >,
  ...envelope,
  _tag: "featureVector",
  set: 1,
  flags: 0,
  bidPriceTicks: 99,
  askPriceTicks: 101,
  ...fields,
});

/** A prediction of a horizon of 5 s. */
export const predictionRow = (fields: Partial<Prediction>): Prediction => ({
  ...envelope,
  _tag: "prediction",
  model: "m",
  modelVersion: 1,
  modelSha256: "0".repeat(64),
  horizonUs: 5_000_000,
  midPriceHalfTicks: 200,
  probabilityUp: 0.5,
  probabilityDown: 0.5,
  flags: 0,
  ...fields,
});

/** A signal. */
export const signalRow = (fields: Partial<Signal>): Signal => ({
  ...envelope,
  _tag: "signal",
  signalId: "s",
  account: "paper",
  strategy: "test",
  targetPositionLots: 0,
  confidence: 1,
  referencePriceHalfTicks: 200,
  reason: "",
  predictionPosition: 0,
  model: "",
  ...fields,
});

/** A requested limit order, good for the day. */
export const commandRow = (fields: Partial<OrderCommand>): OrderCommand => ({
  ...envelope,
  ...identity,
  _tag: "orderCommand",
  stage: "requested",
  command: "submit",
  side: "buy",
  orderType: "limit",
  timeInForce: "day",
  quantityLots: 1,
  priceTicks: 100,
  signalId: "",
  reason: "",
  ...plainOrder,
  ...fields,
});

/** An order event. */
export const eventRow = (fields: Partial<OrderEvent>): OrderEvent => ({
  ...envelope,
  ...identity,
  _tag: "orderEvent",
  venueOrderId: "",
  event: "accepted",
  side: "buy",
  quantityLots: 1,
  priceTicks: 100,
  cumQuantityLots: 0,
  leavesQuantityLots: 1,
  reason: "",
  ...fields,
});

/** A fill. */
export const fillRow = (fields: Partial<Fill>): Fill => ({
  ...envelope,
  ...identity,
  _tag: "fill",
  fillId: "f",
  venueOrderId: "",
  tradeId: "",
  signalId: "",
  side: "buy",
  lastPriceTicks: 100,
  lastQuantityLots: 1,
  cumQuantityLots: 1,
  leavesQuantityLots: 0,
  liquidity: "taker",
  feeTickLots: 0,
  orderEventTimeUs: 0,
  orderPosition: 0,
  ...fields,
});

/** A position. */
export const positionRow = (fields: Partial<PositionRecord>): PositionRecord => ({
  ...envelope,
  _tag: "position",
  account: "paper",
  strategy: "test",
  quantityLots: 0,
  costTickLots: 0,
  realizedTickLots: 0,
  feesTickLots: 0,
  markPriceHalfTicks: 200,
  unrealizedHalfTickLots: 0,
  fills: 0,
  fifoRealizedTickLots: 0,
  fundingTickLots: 0,
  ...fields,
});

/** A command to the pipeline. */
export const controlRow = (fields: Partial<Control>): Control => ({
  ...envelope,
  instrumentId: 0,
  _tag: "control",
  control: "clock",
  ingestTimeUs: 0,
  name: "",
  value: "",
  reason: "",
  ...fields,
});

/** What became of a prediction of model `m`. */
export const outcomeRow = (fields: Partial<Outcome>): Outcome => ({
  ...envelope,
  _tag: "outcome",
  model: "m",
  modelVersion: 1,
  horizonUs: 0,
  predictionPosition: 0,
  predictionOutputIndex: 0,
  predictionTimeUs: 0,
  probabilityUp: 0.5,
  probabilityDown: 0.5,
  came: "up",
  weight: 1,
  midPriceHalfTicks: 200,
  outcomeHalfTicks: 201,
  spreadSteps: 1,
  volatilityRatio: 1,
  flags: 0,
  ...fields,
});
