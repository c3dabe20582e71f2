// Written by npm run contracts from the record definitions: change those, not this.
import type { Layout } from "./frames.ts";

/** Bytes of the header of a run. */
export const runHeaderBytes = 8;

/** Best bid and offer (L1). Price 0 means that side is empty, quantity 0 that it is not told. */
export interface QuoteRecord {
  readonly _tag: "quote";
  /** Ordinal in the input log of the record that caused this one. */
  readonly position: number;
  /** Which of the outputs that one input caused, counted from 0 per stream. */
  readonly outputIndex: number;
  /** Instrument, see the table instruments; 0 where none is concerned. */
  readonly instrumentId: number;
  /** When it happened, by the clock of the venue. */
  readonly eventTimeUs: number;
  /** When we received it, by our clock. */
  readonly ingestTimeUs: number;
  /** Best bid, in ticks; 0 where there is none. */
  readonly bidPriceTicks: number;
  /** Quantity at the best bid, in lots. */
  readonly bidQuantityLots: number;
  /** Best offer, in ticks; 0 where there is none. */
  readonly askPriceTicks: number;
  /** Quantity at the best offer, in lots. */
  readonly askQuantityLots: number;
  /** Marks: 1 suspicious, 2 crossed, 4 gapped, 8 locked. */
  readonly flags: number;
  /** The venue's number of the update, as in book deltas; 0 where it has none. */
  readonly updateId: number;
}

/** One print on the tape. */
export interface TradeRecord {
  readonly _tag: "trade";
  /** Ordinal in the input log of the record that caused this one. */
  readonly position: number;
  /** Which of the outputs that one input caused, counted from 0 per stream. */
  readonly outputIndex: number;
  /** Instrument, see the table instruments; 0 where none is concerned. */
  readonly instrumentId: number;
  /** When it happened, by the clock of the venue. */
  readonly eventTimeUs: number;
  /** When we received it, by our clock. */
  readonly ingestTimeUs: number;
  /** The venue's number of the trade; 0 where it has none. */
  readonly tradeId: number;
  /** Price, in ticks. */
  readonly priceTicks: number;
  /** Quantity, in lots. */
  readonly quantityLots: number;
  /** Who crossed the spread (FIX 851). */
  readonly aggressorSide: "unknown" | "buy" | "sell";
  /** Marks: 1 suspicious, 4 gapped. */
  readonly flags: number;
}

/** A change of one price level (L2). Quantity 0 removes the level. */
export interface BookDeltaRecord {
  readonly _tag: "bookDelta";
  /** Ordinal in the input log of the record that caused this one. */
  readonly position: number;
  /** Which of the outputs that one input caused, counted from 0 per stream. */
  readonly outputIndex: number;
  /** Instrument, see the table instruments; 0 where none is concerned. */
  readonly instrumentId: number;
  /** When it happened, by the clock of the venue. */
  readonly eventTimeUs: number;
  /** When we received it, by our clock. */
  readonly ingestTimeUs: number;
  /** buy is the bid side, sell the offer side. */
  readonly side: "buy" | "sell";
  /** Price of the level, in ticks. */
  readonly priceTicks: number;
  /** What rests there now, in lots; 0 removes the level. */
  readonly quantityLots: number;
  /** The venue's number of the update; 0 where it has none. */
  readonly updateId: number;
  /** Marks: 4 gapped, 16 snapshot, 32 clears the book first, 64 last row of its message. */
  readonly flags: number;
}

/** The best ten levels of a side; absent levels have price and quantity 0. */
export interface BookSnapshotRecord {
  readonly _tag: "bookSnapshot";
  /** Ordinal in the input log of the record that caused this one. */
  readonly position: number;
  /** Which of the outputs that one input caused, counted from 0 per stream. */
  readonly outputIndex: number;
  /** Instrument, see the table instruments; 0 where none is concerned. */
  readonly instrumentId: number;
  /** When it happened, by the clock of the venue. */
  readonly eventTimeUs: number;
  /** Bid prices, best first, in ticks. */
  readonly bidPriceTicks: readonly number[];
  /** Bid quantities, in lots. */
  readonly bidQuantityLots: readonly number[];
  /** Offer prices, best first, in ticks. */
  readonly askPriceTicks: readonly number[];
  /** Offer quantities, in lots. */
  readonly askQuantityLots: readonly number[];
  /** Marks: 2 crossed, 4 gapped. */
  readonly flags: number;
}

/** Open, high, low, close and volume of an interval, made by the bars actor; see also bars_1m. */
export interface BarRecord {
  readonly _tag: "bar";
  /** Ordinal in the input log of the record that caused this one. */
  readonly position: number;
  /** Which of the outputs that one input caused, counted from 0 per stream. */
  readonly outputIndex: number;
  /** Instrument, see the table instruments; 0 where none is concerned. */
  readonly instrumentId: number;
  /** When it happened, by the clock of the venue. */
  readonly eventTimeUs: number;
  /** Length of the interval, in seconds; event_time is its start. */
  readonly intervalSeconds: number;
  /** First price, in ticks. */
  readonly openTicks: number;
  /** Highest price, in ticks. */
  readonly highTicks: number;
  /** Lowest price, in ticks. */
  readonly lowTicks: number;
  /** Last price, in ticks. */
  readonly closeTicks: number;
  /** Traded quantity, in lots. */
  readonly volumeLots: number;
  /** Traded quantity with a buying aggressor, in lots. */
  readonly buyVolumeLots: number;
  /** Trades in the interval. */
  readonly trades: number;
  /** 0: reserved. */
  readonly flags: number;
}

/** What a model sees of one instrument at one moment. */
export interface FeatureVectorRecord {
  readonly _tag: "featureVector";
  /** Ordinal in the input log of the record that caused this one. */
  readonly position: number;
  /** Which of the outputs that one input caused, counted from 0 per stream. */
  readonly outputIndex: number;
  /** Instrument, see the table instruments; 0 where none is concerned. */
  readonly instrumentId: number;
  /** When it happened, by the clock of the venue. */
  readonly eventTimeUs: number;
  /** Version of the feature set. */
  readonly set: number;
  /** Marks: 1 warming, 2 stale, 4 gapped. */
  readonly flags: number;
  /** Best bid, in ticks. */
  readonly bidPriceTicks: number;
  /** Best offer, in ticks. */
  readonly askPriceTicks: number;
  /** Offer less bid over mid, in basis points. */
  readonly spreadBps: number;
  /** Microprice less mid, in basis points: imbalance_1 times half the spread. */
  readonly micropriceOffset: number;
  /** (bid - offer) / (bid + offer) quantity at the best level: -1 to 1. */
  readonly imbalance1: number;
  /** The same over the best 3 levels. */
  readonly imbalance3: number;
  /** The same over the best 5 levels. */
  readonly imbalance5: number;
  /** The same over the best 10 levels. */
  readonly imbalance10: number;
  /** ln of the quantity of 5 levels of both sides over its mean of the vectors of 30 s. */
  readonly depthRatio5: number;
  /** Mean distance of the bid quantity of 5 levels from mid, in spreads: 0 to 1000. */
  readonly bookSlopeBid5: number;
  /** Mean distance of the offer quantity of 5 levels from mid, in spreads: 0 to 1000. */
  readonly bookSlopeAsk5: number;
  /** Order-flow imbalance (Cont, Kukanov, Stoikov 2014) of 100 ms over mean best quantity of 30 s. */
  readonly orderFlow100ms: number;
  /** The same of 1 s. */
  readonly orderFlow1s: number;
  /** The same of 5 s. */
  readonly orderFlow5s: number;
  /** The same of 30 s. */
  readonly orderFlow30s: number;
  /** Signed over total traded quantity of 1 s: -1 to 1. */
  readonly tradeImbalance1s: number;
  /** The same of 5 s. */
  readonly tradeImbalance5s: number;
  /** The same of 30 s. */
  readonly tradeImbalance30s: number;
  /** Change of mid over 100 ms, in basis points. */
  readonly return100ms: number;
  /** The same over 1 s. */
  readonly return1s: number;
  /** The same over 5 s. */
  readonly return5s: number;
  /** The same over 30 s. */
  readonly return30s: number;
  /** Root of the summed squared mid changes of 5 s, in basis points. */
  readonly volatility5s: number;
  /** The same of 30 s. */
  readonly volatility30s: number;
  /** The same of 300 s. */
  readonly volatility300s: number;
  /** ln(1 + changes of the best level in 1 s). */
  readonly quoteIntensity1s: number;
  /** ln(1 + changes of the best level in 10 s). */
  readonly quoteIntensity10s: number;
  /** ln(1 + trades in 1 s). */
  readonly tradeIntensity1s: number;
  /** ln(1 + trades in 10 s). */
  readonly tradeIntensity10s: number;
  /** Aggressor of the last trade, told or inferred from mid and tick: 1 buy, -1 sell, 0 unknown. */
  readonly lastTradeSide: number;
  /** Last trade price less mid, in spreads, clipped to -5 to 5. */
  readonly lastTradeOffset: number;
  /** Direction of the last mid move: 1 up, -1 down, 0 none yet. */
  readonly lastMoveSide: number;
  /** ln(1 + seconds since the last mid move). */
  readonly sinceMoveSeconds: number;
  /** volatility_5s over volatility_300s scaled to equal time, clipped to 0 to 10; 0 without moves. */
  readonly volatilityRatio: number;
}

/** Where one model sees the mid price after its horizon; position is that of its feature vector. */
export interface PredictionRecord {
  readonly _tag: "prediction";
  /** Ordinal in the input log of the record that caused this one. */
  readonly position: number;
  /** Which of the outputs that one input caused, counted from 0 per stream. */
  readonly outputIndex: number;
  /** Instrument, see the table instruments; 0 where none is concerned. */
  readonly instrumentId: number;
  /** When it happened, by the clock of the venue. */
  readonly eventTimeUs: number;
  /** Name of the model. */
  readonly model: string;
  /** Version of the model. */
  readonly modelVersion: number;
  /** SHA-256 of the model file. */
  readonly modelSha256: string;
  /** How far ahead, in microseconds; 0 for the next move of the mid price. */
  readonly horizonUs: number;
  /** Bid + ask when it was made, in ticks: twice the mid price. */
  readonly midPriceHalfTicks: number;
  /** Probability that the mid price is higher then: 0 to 1. */
  readonly probabilityUp: number;
  /** Probability that it is lower then: 0 to 1. */
  readonly probabilityDown: number;
  /** Marks: 1 warming, 2 stale, 4 gapped, 16 shadow. */
  readonly flags: number;
}

/** What became of a prediction; position is that of the vector that showed it, not of the prediction. */
export interface OutcomeRecord {
  readonly _tag: "outcome";
  /** Ordinal in the input log of the record that caused this one. */
  readonly position: number;
  /** Which of the outputs that one input caused, counted from 0 per stream. */
  readonly outputIndex: number;
  /** Instrument, see the table instruments; 0 where none is concerned. */
  readonly instrumentId: number;
  /** When it happened, by the clock of the venue. */
  readonly eventTimeUs: number;
  /** Name of the model. */
  readonly model: string;
  /** Version of the model. */
  readonly modelVersion: number;
  /** How far ahead, in microseconds; 0 for the next move of the mid price. */
  readonly horizonUs: number;
  /** Position of the prediction. */
  readonly predictionPosition: number;
  /** Output index of the prediction. */
  readonly predictionOutputIndex: number;
  /** Event time of the prediction. */
  readonly predictionTimeUs: number;
  /** Probability of up that was said: 0 to 1. */
  readonly probabilityUp: number;
  /** Probability of down that was said: 0 to 1. */
  readonly probabilityDown: number;
  /** What came: lost where records or a session ended before it. */
  readonly came: "flat" | "up" | "down" | "lost";
  /** Share of a vote: predictions of one model that waited for one move share one; 0 where not counted. */
  readonly weight: number;
  /** Twice the mid price when it was predicted, in ticks. */
  readonly midPriceHalfTicks: number;
  /** Twice the mid price that came, in ticks; 0 where lost. */
  readonly outcomeHalfTicks: number;
  /** Spread when it was predicted, in smallest price steps of the instrument. */
  readonly spreadSteps: number;
  /** Volatility of 5 s over that of 300 s when it was predicted. */
  readonly volatilityRatio: number;
  /** Marks of the prediction: 1 warming, 2 stale, 4 gapped, 16 shadow. */
  readonly flags: number;
}

/** A strategy's wish: a target position, and why. */
export interface SignalRecord {
  readonly _tag: "signal";
  /** Ordinal in the input log of the record that caused this one. */
  readonly position: number;
  /** Which of the outputs that one input caused, counted from 0 per stream. */
  readonly outputIndex: number;
  /** Instrument, see the table instruments; 0 where none is concerned. */
  readonly instrumentId: number;
  /** When it happened, by the clock of the venue. */
  readonly eventTimeUs: number;
  /** Derived: strategy/instrument/position/output index. */
  readonly signalId: string;
  /** Account the strategy trades for. */
  readonly account: string;
  /** Name of the strategy. */
  readonly strategy: string;
  /** Wished position, signed, in lots. */
  readonly targetPositionLots: number;
  /** How sure the strategy is: 0 to 1. */
  readonly confidence: number;
  /** Bid + ask it decided on, in ticks: twice the mid price. */
  readonly referencePriceHalfTicks: number;
  /** Why, in a sentence a trader understands. */
  readonly reason: string;
  /** Position of the prediction it acted on; 0 where it used none. */
  readonly predictionPosition: number;
  /** Model of that prediction; empty where it used none. */
  readonly model: string;
}

/** What is asked of a venue: submit, cancel or replace, before and after the risk check. */
export interface OrderCommandRecord {
  readonly _tag: "orderCommand";
  /** Ordinal in the input log of the record that caused this one. */
  readonly position: number;
  /** Which of the outputs that one input caused, counted from 0 per stream. */
  readonly outputIndex: number;
  /** Instrument, see the table instruments; 0 where none is concerned. */
  readonly instrumentId: number;
  /** When it happened, by the clock of the venue. */
  readonly eventTimeUs: number;
  /** Account the order belongs to. */
  readonly account: string;
  /** Strategy that wished it; empty for an order by hand. */
  readonly strategy: string;
  /** Our id of the order, and its idempotency key (FIX 11). */
  readonly clientOrderId: string;
  /** Before or after the risk check. */
  readonly stage: "requested" | "approved";
  /** What is asked (FIX D, F, G). */
  readonly command: "submit" | "cancel" | "replace";
  /** Side (FIX 54). */
  readonly side: "buy" | "sell";
  /** Order type (FIX 40). */
  readonly orderType: "market" | "limit" | "stop" | "stopLimit" | "trailingStop" | "marketToLimit";
  /** Time in force (FIX 59). */
  readonly timeInForce: "day" | "gtc" | "ioc" | "fok" | "gtd";
  /** Order quantity, in lots (FIX 38). */
  readonly quantityLots: number;
  /** Limit price, in ticks; 0 for a market order (FIX 44). */
  readonly priceTicks: number;
  /** Signal it serves; empty where there is none. */
  readonly signalId: string;
  /** Why, in a sentence a trader understands. */
  readonly reason: string;
  /** Price that triggers a stop, in ticks; 0 where there is none (FIX 99). */
  readonly stopPriceTicks: number;
  /** Distance a trailing stop keeps, in ticks; 0 where it does not trail. */
  readonly trailTicks: number;
  /** postOnly: never takes; reduceOnly: never adds to a position (FIX 18). */
  readonly execInst: readonly string[];
  /** When a gtd order ends, by the clock of the venue (FIX 126). */
  readonly expireTimeUs: number;
  /** Orders of one list: a fill of one cancels the others; OCO (FIX 66). */
  readonly orderListId: string;
  /** Client order id of the order that must fill before; OTO, bracket. */
  readonly parentOrderId: string;
  /** Algorithm order it is a slice of; empty where it is none. */
  readonly algorithmOrderId: string;
}

/** The risk check of one command: every limit looked at, the bound and what the order would make of it. */
export interface RiskDecisionRecord {
  readonly _tag: "riskDecision";
  /** Ordinal in the input log of the record that caused this one. */
  readonly position: number;
  /** Which of the outputs that one input caused, counted from 0 per stream. */
  readonly outputIndex: number;
  /** Instrument, see the table instruments; 0 where none is concerned. */
  readonly instrumentId: number;
  /** When it happened, by the clock of the venue. */
  readonly eventTimeUs: number;
  /** Account the order belongs to. */
  readonly account: string;
  /** Strategy that wished it; empty for an order by hand. */
  readonly strategy: string;
  /** Our id of the order, and its idempotency key (FIX 11). */
  readonly clientOrderId: string;
  /** What risk decided. */
  readonly decision: "approved" | "denied";
  /** The first limit that was passed; none where it was approved. */
  readonly reason:
    | "none"
    | "tradingHalted"
    | "reduceOnly"
    | "orderQuantityLimit"
    | "orderNotionalLimit"
    | "priceCollar"
    | "positionLimit"
    | "openOrdersLimit"
    | "orderRateLimit"
    | "staleQuote"
    | "noQuote"
    | "dailyLossLimit"
    | "duplicateClientOrderId"
    | "unknownInstrument"
    | "grossExposureLimit"
    | "netExposureLimit"
    | "concentrationLimit"
    | "messageRateLimit"
    | "drawdownLimit"
    | "leverageLimit"
    | "selfTrade"
    | "unknownOrder";
  /** Names of the limits looked at, in order. */
  readonly checks: readonly string[];
  /** What the order would make of each, in the unit of its limit. */
  readonly values: readonly number[];
  /** The bound of each. */
  readonly limits: readonly number[];
}

/** What happened to an order: denied is our refusal, rejected the venue's. */
export interface OrderEventRecord {
  readonly _tag: "orderEvent";
  /** Ordinal in the input log of the record that caused this one. */
  readonly position: number;
  /** Which of the outputs that one input caused, counted from 0 per stream. */
  readonly outputIndex: number;
  /** Instrument, see the table instruments; 0 where none is concerned. */
  readonly instrumentId: number;
  /** When it happened, by the clock of the venue. */
  readonly eventTimeUs: number;
  /** Account the order belongs to. */
  readonly account: string;
  /** Strategy that wished it; empty for an order by hand. */
  readonly strategy: string;
  /** Our id of the order, and its idempotency key (FIX 11). */
  readonly clientOrderId: string;
  /** The venue's id of the order (FIX 37); empty until it is known. */
  readonly venueOrderId: string;
  /** What happened. */
  readonly event:
    | "denied"
    | "submitted"
    | "accepted"
    | "rejected"
    | "partiallyFilled"
    | "filled"
    | "canceled"
    | "expired"
    | "replaced"
    | "cancelRejected"
    | "replaceRejected"
    | "triggered";
  /** Side (FIX 54). */
  readonly side: "buy" | "sell";
  /** Order quantity, in lots (FIX 38). */
  readonly quantityLots: number;
  /** Limit price, in ticks; 0 for a market order. */
  readonly priceTicks: number;
  /** Filled so far, in lots (FIX 14). */
  readonly cumQuantityLots: number;
  /** Still working, in lots (FIX 151). */
  readonly leavesQuantityLots: number;
  /** Denial code or the venue's words; empty where there is none. */
  readonly reason: string;
}

/** One of our executions, with its fee. */
export interface FillRecord {
  readonly _tag: "fill";
  /** Ordinal in the input log of the record that caused this one. */
  readonly position: number;
  /** Which of the outputs that one input caused, counted from 0 per stream. */
  readonly outputIndex: number;
  /** Instrument, see the table instruments; 0 where none is concerned. */
  readonly instrumentId: number;
  /** When it happened, by the clock of the venue. */
  readonly eventTimeUs: number;
  /** Derived: venue/instrument/position/output index. */
  readonly fillId: string;
  /** Account the order belongs to. */
  readonly account: string;
  /** Strategy that wished it; empty for an order by hand. */
  readonly strategy: string;
  /** Our id of the order, and its idempotency key (FIX 11). */
  readonly clientOrderId: string;
  /** The venue's id of the order (FIX 37). */
  readonly venueOrderId: string;
  /** The venue's id of the execution (FIX 880). */
  readonly tradeId: string;
  /** Signal the order served; empty where there is none. */
  readonly signalId: string;
  /** Side (FIX 54). */
  readonly side: "buy" | "sell";
  /** Price of this execution, in ticks (FIX 31). */
  readonly lastPriceTicks: number;
  /** Quantity of this execution, in lots (FIX 32). */
  readonly lastQuantityLots: number;
  /** Filled so far, in lots (FIX 14). */
  readonly cumQuantityLots: number;
  /** Still working, in lots (FIX 151). */
  readonly leavesQuantityLots: number;
  /** Whether it rested or crossed (FIX 851). */
  readonly liquidity: "maker" | "taker";
  /** Fee paid, in tick·lots; negative for a rebate. */
  readonly feeTickLots: number;
  /** Event time of the record that caused the order. */
  readonly orderEventTimeUs: number;
  /** Position of the record that caused the order. */
  readonly orderPosition: number;
}

/** Position of one strategy in one instrument after a fill, or at a mark. */
export interface PositionRecord {
  readonly _tag: "position";
  /** Ordinal in the input log of the record that caused this one. */
  readonly position: number;
  /** Which of the outputs that one input caused, counted from 0 per stream. */
  readonly outputIndex: number;
  /** Instrument, see the table instruments; 0 where none is concerned. */
  readonly instrumentId: number;
  /** When it happened, by the clock of the venue. */
  readonly eventTimeUs: number;
  /** Account. */
  readonly account: string;
  /** Strategy; empty for orders by hand. */
  readonly strategy: string;
  /** Signed quantity, in lots: long above zero, short below. */
  readonly quantityLots: number;
  /** Signed cost of what is held, in tick·lots: quantity × average price. */
  readonly costTickLots: number;
  /** Realized profit before fees, in tick·lots. */
  readonly realizedTickLots: number;
  /** Fees paid, in tick·lots. */
  readonly feesTickLots: number;
  /** Bid + ask of the mark, in ticks: twice the mid price. */
  readonly markPriceHalfTicks: number;
  /** Twice the unrealized profit at the mark, in tick·lots. */
  readonly unrealizedHalfTickLots: number;
  /** Fills so far. */
  readonly fills: number;
  /** Realized profit before fees, first in first out, in tick·lots. */
  readonly fifoRealizedTickLots: number;
  /** Funding paid, in tick·lots; negative where it was received. */
  readonly fundingTickLots: number;
}

/** A command to the pipeline, in the input log: session start, clock, trading state, model, setting. */
export interface ControlRecord {
  readonly _tag: "control";
  /** Ordinal in the input log of the record that caused this one. */
  readonly position: number;
  /** Which of the outputs that one input caused, counted from 0 per stream. */
  readonly outputIndex: number;
  /** Instrument, see the table instruments; 0 where none is concerned. */
  readonly instrumentId: number;
  /** When it happened, by the clock of the venue. */
  readonly eventTimeUs: number;
  /** What it commands. */
  readonly control:
    | "sessionStarted"
    | "clock"
    | "tradingState"
    | "model"
    | "setting"
    | "order"
    | "riskLimits"
    | "flatten"
    | "deadman"
    | "venueReport"
    | "reportRequest"
    | "funding";
  /** When we received it, by our clock. */
  readonly ingestTimeUs: number;
  /** What it is about: the source, the account, the model or the setting. */
  readonly name: string;
  /** The new value, or a JSON object where it has parts. */
  readonly value: string;
  /** Why, by whoever asked. */
  readonly reason: string;
}

/** Input that was refused: the field, the value, what was expected, and how often so far. */
export interface RefusalRecord {
  readonly _tag: "refusal";
  /** Ordinal in the input log of the record that caused this one. */
  readonly position: number;
  /** Which of the outputs that one input caused, counted from 0 per stream. */
  readonly outputIndex: number;
  /** Instrument, see the table instruments; 0 where none is concerned. */
  readonly instrumentId: number;
  /** When it happened, by the clock of the venue. */
  readonly eventTimeUs: number;
  /** Where it came from: a file, a venue, an API client. */
  readonly source: string;
  /** The field that was wrong. */
  readonly field: string;
  /** The value it had, cut to 200 characters. */
  readonly value: string;
  /** What was expected. */
  readonly expected: string;
  /** Row, line or sequence of the first one. */
  readonly place: string;
  /** How many of this kind so far in this session. */
  readonly count: number;
}

/** Wall-clock times of one order on its way through this process, by our clock; 0 where unknown. */
export interface TraceRecord {
  readonly _tag: "trace";
  /** Ordinal in the input log of the record that caused this one. */
  readonly position: number;
  /** Which of the outputs that one input caused, counted from 0 per stream. */
  readonly outputIndex: number;
  /** Instrument, see the table instruments; 0 where none is concerned. */
  readonly instrumentId: number;
  /** When it happened, by the clock of the venue. */
  readonly eventTimeUs: number;
  /** Order that was released. */
  readonly clientOrderId: string;
  /** Tick received. */
  readonly ingestTimeUs: number;
  /** Feature vector computed. */
  readonly featuresTimeUs: number;
  /** Prediction received from the model. */
  readonly predictedTimeUs: number;
  /** Order approved by risk. */
  readonly decidedTimeUs: number;
  /** Tick acknowledged by the stream. */
  readonly tickDurableTimeUs: number;
  /** Order acknowledged by the stream. */
  readonly orderDurableTimeUs: number;
  /** Order released to the venue. */
  readonly releasedTimeUs: number;
}

/** A message that an actor could not handle, with its cause; the actor went on without it. */
export interface DeadLetterRecord {
  readonly _tag: "deadLetter";
  /** Ordinal in the input log of the record that caused this one. */
  readonly position: number;
  /** Which of the outputs that one input caused, counted from 0 per stream. */
  readonly outputIndex: number;
  /** Instrument, see the table instruments; 0 where none is concerned. */
  readonly instrumentId: number;
  /** When it happened, by the clock of the venue. */
  readonly eventTimeUs: number;
  /** Actor that failed. */
  readonly actor: string;
  /** Stream of the record. */
  readonly stream: string;
  /** Position of the record, by which it is found in its table. */
  readonly sequence: number;
  /** What went wrong. */
  readonly error: string;
  /** How often it was tried. */
  readonly attempts: number;
  /** The record as JSON. */
  readonly payload: string;
  /** Bytes of the original. */
  readonly bytes: number;
}

/** Something that someone should look at, and when it was over. */
export interface AlertRecord {
  readonly _tag: "alert";
  /** Ordinal in the input log of the record that caused this one. */
  readonly position: number;
  /** Which of the outputs that one input caused, counted from 0 per stream. */
  readonly outputIndex: number;
  /** Instrument, see the table instruments; 0 where none is concerned. */
  readonly instrumentId: number;
  /** When it happened, by the clock of the venue. */
  readonly eventTimeUs: number;
  /** What kind of alert: drift. */
  readonly alert: string;
  /** What it is about: a model. */
  readonly subject: string;
  /** Which part of it: a feature; empty where it is the whole. */
  readonly part: string;
  /** Whether it begins or ends. */
  readonly state: "raised" | "cleared";
  /** What was measured. */
  readonly value: number;
  /** What it is to stay below. */
  readonly limit: number;
  /** In words. */
  readonly reason: string;
}

/** Asks a venue for all open orders, new fills and positions of an account (FIX AF, AN). */
export interface ReportRequestRecord {
  readonly _tag: "reportRequest";
  /** Ordinal in the input log of the record that caused this one. */
  readonly position: number;
  /** Which of the outputs that one input caused, counted from 0 per stream. */
  readonly outputIndex: number;
  /** Instrument, see the table instruments; 0 where none is concerned. */
  readonly instrumentId: number;
  /** When it happened, by the clock of the venue. */
  readonly eventTimeUs: number;
  /** Account at the venue. */
  readonly account: string;
  /** Venue that says it. */
  readonly venue: string;
  /** Request it answers; empty where the venue told it by itself. */
  readonly requestId: string;
  /** Why it came: by itself, or as an answer. */
  readonly origin: "stream" | "start" | "reconnect" | "periodic" | "query";
  /** Fills since then are wanted. */
  readonly sinceUs: number;
  /** Orders whose status is wanted although they may have ended. */
  readonly clientOrderIds: readonly string[];
  /** Why, in a sentence. */
  readonly reason: string;
}

/** One order as the venue says it stands, in its own words and numbers. */
export interface OrderStatusReportRecord {
  readonly _tag: "orderStatusReport";
  /** Ordinal in the input log of the record that caused this one. */
  readonly position: number;
  /** Which of the outputs that one input caused, counted from 0 per stream. */
  readonly outputIndex: number;
  /** Instrument, see the table instruments; 0 where none is concerned. */
  readonly instrumentId: number;
  /** When it happened, by the clock of the venue. */
  readonly eventTimeUs: number;
  /** Account at the venue. */
  readonly account: string;
  /** Venue that says it. */
  readonly venue: string;
  /** Request it answers; empty where the venue told it by itself. */
  readonly requestId: string;
  /** Why it came: by itself, or as an answer. */
  readonly origin: "stream" | "start" | "reconnect" | "periodic" | "query";
  /** Our id of the order as the venue has it; empty where it has none. */
  readonly clientOrderId: string;
  /** The venue's id of the order (FIX 37). */
  readonly venueOrderId: string;
  /** Where it stands; unknown where the venue has no such order. */
  readonly status:
    | "accepted"
    | "partiallyFilled"
    | "filled"
    | "canceled"
    | "expired"
    | "rejected"
    | "unknown";
  /** Side (FIX 54). */
  readonly side: "buy" | "sell";
  /** Order type (FIX 40). */
  readonly orderType: "market" | "limit" | "stop" | "stopLimit" | "trailingStop" | "marketToLimit";
  /** Time in force (FIX 59). */
  readonly timeInForce: "day" | "gtc" | "ioc" | "fok" | "gtd";
  /** Order quantity, in lots (FIX 38). */
  readonly quantityLots: number;
  /** Limit price, in ticks; 0 where there is none. */
  readonly priceTicks: number;
  /** Filled so far, in lots (FIX 14). */
  readonly cumQuantityLots: number;
  /** The venue's words, of a rejection for one. */
  readonly reason: string;
}

/** One execution as the venue says it happened. */
export interface FillReportRecord {
  readonly _tag: "fillReport";
  /** Ordinal in the input log of the record that caused this one. */
  readonly position: number;
  /** Which of the outputs that one input caused, counted from 0 per stream. */
  readonly outputIndex: number;
  /** Instrument, see the table instruments; 0 where none is concerned. */
  readonly instrumentId: number;
  /** When it happened, by the clock of the venue. */
  readonly eventTimeUs: number;
  /** Account at the venue. */
  readonly account: string;
  /** Venue that says it. */
  readonly venue: string;
  /** Request it answers; empty where the venue told it by itself. */
  readonly requestId: string;
  /** Why it came: by itself, or as an answer. */
  readonly origin: "stream" | "start" | "reconnect" | "periodic" | "query";
  /** Our id of the order as the venue has it; empty where it has none. */
  readonly clientOrderId: string;
  /** The venue's id of the order (FIX 37). */
  readonly venueOrderId: string;
  /** The venue's id of the execution (FIX 880): one fill for each. */
  readonly tradeId: string;
  /** Side (FIX 54). */
  readonly side: "buy" | "sell";
  /** Price of this execution, in ticks (FIX 31). */
  readonly lastPriceTicks: number;
  /** Quantity of this execution, in lots (FIX 32). */
  readonly lastQuantityLots: number;
  /** Whether it rested or crossed (FIX 851). */
  readonly liquidity: "maker" | "taker";
  /** Fee paid, in tick·lots; negative for a rebate. */
  readonly feeTickLots: number;
}

/** What an account holds of one instrument, as the venue says. */
export interface PositionReportRecord {
  readonly _tag: "positionReport";
  /** Ordinal in the input log of the record that caused this one. */
  readonly position: number;
  /** Which of the outputs that one input caused, counted from 0 per stream. */
  readonly outputIndex: number;
  /** Instrument, see the table instruments; 0 where none is concerned. */
  readonly instrumentId: number;
  /** When it happened, by the clock of the venue. */
  readonly eventTimeUs: number;
  /** Account at the venue. */
  readonly account: string;
  /** Venue that says it. */
  readonly venue: string;
  /** Request it answers; empty where the venue told it by itself. */
  readonly requestId: string;
  /** Why it came: by itself, or as an answer. */
  readonly origin: "stream" | "start" | "reconnect" | "periodic" | "query";
  /** Signed quantity, in lots: long above zero, short below. */
  readonly quantityLots: number;
  /** Average price of what is held, in ticks; 0 where it is not told. */
  readonly averagePriceTicks: number;
}

/** Ends the answer to a report request: what was not in it is not at the venue. */
export interface ReportEndRecord {
  readonly _tag: "reportEnd";
  /** Ordinal in the input log of the record that caused this one. */
  readonly position: number;
  /** Which of the outputs that one input caused, counted from 0 per stream. */
  readonly outputIndex: number;
  /** Instrument, see the table instruments; 0 where none is concerned. */
  readonly instrumentId: number;
  /** When it happened, by the clock of the venue. */
  readonly eventTimeUs: number;
  /** Account at the venue. */
  readonly account: string;
  /** Venue that says it. */
  readonly venue: string;
  /** Request it answers; empty where the venue told it by itself. */
  readonly requestId: string;
  /** Why it came: by itself, or as an answer. */
  readonly origin: "stream" | "start" | "reconnect" | "periodic" | "query";
  /** Whether the venue told everything that was asked. */
  readonly outcome: "complete" | "failed";
  /** The venue told its fills since then. */
  readonly sinceUs: number;
  /** Order status reports in the answer. */
  readonly orders: number;
  /** Fill reports in the answer. */
  readonly fills: number;
  /** Position reports in the answer. */
  readonly positions: number;
  /** What failed; empty where nothing did. */
  readonly reason: string;
}

/** A difference between what we knew and what the venue says, and what was done about it. */
export interface CorrectionRecord {
  readonly _tag: "correction";
  /** Ordinal in the input log of the record that caused this one. */
  readonly position: number;
  /** Which of the outputs that one input caused, counted from 0 per stream. */
  readonly outputIndex: number;
  /** Instrument, see the table instruments; 0 where none is concerned. */
  readonly instrumentId: number;
  /** When it happened, by the clock of the venue. */
  readonly eventTimeUs: number;
  /** Account at the venue. */
  readonly account: string;
  /** Venue that says it. */
  readonly venue: string;
  /** Request it answers; empty where the venue told it by itself. */
  readonly requestId: string;
  /** Why it came: by itself, or as an answer. */
  readonly origin: "stream" | "start" | "reconnect" | "periodic" | "query";
  /** What was done. */
  readonly action:
    | "fillAdded"
    | "eventAdded"
    | "orderAdopted"
    | "orderFlagged"
    | "positionFlagged"
    | "duplicateIgnored"
    | "outcomeProved"
    | "requestFailed"
    | "fillFlagged";
  /** Name of the situation, as in the matrix of the documentation. */
  readonly situation: string;
  /** Order it concerns; empty where none. */
  readonly clientOrderId: string;
  /** The venue's id of that order. */
  readonly venueOrderId: string;
  /** Execution it concerns; empty where none. */
  readonly tradeId: string;
  /** What we knew. */
  readonly ours: string;
  /** What the venue says. */
  readonly theirs: string;
  /** Why it was done, in a sentence. */
  readonly reason: string;
}

/** A change of risk limits while trading goes on, applied or refused, with its reason. */
export interface LimitChangeRecord {
  readonly _tag: "limitChange";
  /** Ordinal in the input log of the record that caused this one. */
  readonly position: number;
  /** Which of the outputs that one input caused, counted from 0 per stream. */
  readonly outputIndex: number;
  /** Instrument, see the table instruments; 0 where none is concerned. */
  readonly instrumentId: number;
  /** When it happened, by the clock of the venue. */
  readonly eventTimeUs: number;
  /** Account; empty for every account. */
  readonly account: string;
  /** Whether the limits changed. */
  readonly outcome: "applied" | "refused";
  /** Version of all limits after it; the next change has to name it. */
  readonly version: number;
  /** Version the change was made from; -1 for any. */
  readonly expectedVersion: number;
  /** Names of the limits that were to change. */
  readonly limits: readonly string[];
  /** What each was. */
  readonly before: readonly number[];
  /** What each is to be. */
  readonly after: readonly number[];
  /** Why, by whoever asked; of a refused one what is wrong with it. */
  readonly reason: string;
  /** Of those limits the ones that are again what they are without this scope. */
  readonly reset: readonly string[];
}

/** An actor has taken a change of the trading state, at this position of the input log. */
export interface AcknowledgementRecord {
  readonly _tag: "acknowledgement";
  /** Ordinal in the input log of the record that caused this one. */
  readonly position: number;
  /** Which of the outputs that one input caused, counted from 0 per stream. */
  readonly outputIndex: number;
  /** Instrument, see the table instruments; 0 where none is concerned. */
  readonly instrumentId: number;
  /** When it happened, by the clock of the venue. */
  readonly eventTimeUs: number;
  /** Account whose state changed; empty for every account. */
  readonly account: string;
  /** Actor that took it. */
  readonly actor: string;
  /** The trading state it goes by from here. */
  readonly state: "active" | "reducing" | "halted";
  /** Position of the control it took. */
  readonly controlPosition: number;
  /** Records it emitted because of it, cancels for one. */
  readonly emitted: number;
}

/** An order that an algorithm works in child orders, after each change. */
export interface AlgorithmOrderRecord {
  readonly _tag: "algorithmOrder";
  /** Ordinal in the input log of the record that caused this one. */
  readonly position: number;
  /** Which of the outputs that one input caused, counted from 0 per stream. */
  readonly outputIndex: number;
  /** Instrument, see the table instruments; 0 where none is concerned. */
  readonly instrumentId: number;
  /** When it happened, by the clock of the venue. */
  readonly eventTimeUs: number;
  /** Account the order belongs to. */
  readonly account: string;
  /** Strategy that wished it; empty for an order by hand. */
  readonly strategy: string;
  /** Our id of the order; its children append a number to it. */
  readonly clientOrderId: string;
  /** Algorithm that works it. */
  readonly algorithm: string;
  /** What the algorithm was told, as JSON. */
  readonly parameters: string;
  /** Where it stands. */
  readonly status: "working" | "filled" | "canceled" | "expired" | "rejected";
  /** Side (FIX 54). */
  readonly side: "buy" | "sell";
  /** Quantity, in lots (FIX 38). */
  readonly quantityLots: number;
  /** No child is priced worse, in ticks; 0 where there is no limit. */
  readonly priceTicks: number;
  /** Filled so far, in lots. */
  readonly cumQuantityLots: number;
  /** Sum of price × quantity of its fills, in tick·lots. */
  readonly filledTickLots: number;
  /** Child orders so far. */
  readonly children: number;
  /** Bid + ask when it began: twice the mid price. */
  readonly arrivalPriceHalfTicks: number;
  /** When it began, by the clock of the venue. */
  readonly startUs: number;
  /** When it ends at the latest. */
  readonly endUs: number;
  /** Why it stands there; why it was wished while it works. */
  readonly reason: string;
}

/** Calls that could change something: who asked for what, and what became of it. */
export interface AuditRecord {
  readonly _tag: "audit";
  /** Ordinal in the input log of the record that caused this one. */
  readonly position: number;
  /** Which of the outputs that one input caused, counted from 0 per stream. */
  readonly outputIndex: number;
  /** Instrument, see the table instruments; 0 where none is concerned. */
  readonly instrumentId: number;
  /** When it happened, by the clock of the venue. */
  readonly eventTimeUs: number;
  /** Who asked: key:<id>, token:<subject>, local or anonymous; never a secret. */
  readonly who: string;
  /** How they proved it: key, token, session, local or anonymous. */
  readonly kind: string;
  /** The scope that the route needs. */
  readonly scope: string;
  /** HTTP method. */
  readonly method: string;
  /** The route, as the OpenAPI document writes it; empty where there is none. */
  readonly route: string;
  /** The path, cut to 200 characters. */
  readonly path: string;
  /** The request's X-Request-Id. */
  readonly requestId: string;
  /** The trace it belongs to (W3C), or of its own. */
  readonly traceId: string;
  /** The address at the other end of the connection. */
  readonly address: string;
  /** The status of the answer. */
  readonly status: number;
  /** done below 400, refused below 500, else failed. */
  readonly outcome: "done" | "refused" | "failed";
  /** The problem's code; empty where it was done. */
  readonly code: string;
  /** Microseconds it took. */
  readonly durationUs: number;
  /** Position in the input log of what it asked the pipeline for; 0 for nothing. */
  readonly inputPosition: number;
}

/** The ledger of live feeds: connections, losses, gaps, resyncs and silences, between the ticks they concern. */
export interface FeedEventRecord {
  readonly _tag: "feedEvent";
  /** Ordinal in the input log of the record that caused this one. */
  readonly position: number;
  /** Which of the outputs that one input caused, counted from 0 per stream. */
  readonly outputIndex: number;
  /** Instrument, see the table instruments; 0 where none is concerned. */
  readonly instrumentId: number;
  /** When it happened, by the clock of the venue. */
  readonly eventTimeUs: number;
  /** When we saw it, by our clock. */
  readonly ingestTimeUs: number;
  /** The venue, as instruments name it. */
  readonly feed: string;
  /** What happened. */
  readonly event: "connected" | "disconnected" | "gap" | "resynced" | "stale" | "fresh";
  /** Updates that are missing, where the venue numbers them; -1 where nobody can tell. */
  readonly missed: number;
  /** How long nothing came before it, in milliseconds. */
  readonly silentMs: number;
  /** Why, in the words of whoever noticed. */
  readonly reason: string;
}

/** Any record. */
export type AnyRecord =
  | QuoteRecord
  | TradeRecord
  | BookDeltaRecord
  | BookSnapshotRecord
  | BarRecord
  | FeatureVectorRecord
  | PredictionRecord
  | OutcomeRecord
  | SignalRecord
  | OrderCommandRecord
  | RiskDecisionRecord
  | OrderEventRecord
  | FillRecord
  | PositionRecord
  | ControlRecord
  | RefusalRecord
  | TraceRecord
  | DeadLetterRecord
  | AlertRecord
  | ReportRequestRecord
  | OrderStatusReportRecord
  | FillReportRecord
  | PositionReportRecord
  | ReportEndRecord
  | CorrectionRecord
  | LimitChangeRecord
  | AcknowledgementRecord
  | AlgorithmOrderRecord
  | AuditRecord
  | FeedEventRecord;

/** How each record lies in a message. */
export const layouts: readonly Layout[] = [
  {
    tag: "quote",
    recordId: 1,
    rowBytes: 71,
    subject: "ticks.market",
    fields: [
      { "key": "position", "name": "position", "offset": 0, "kind": "u64" },
      { "key": "outputIndex", "name": "output_index", "offset": 8, "kind": "u16" },
      { "key": "instrumentId", "name": "instrument_id", "offset": 10, "kind": "u32" },
      { "key": "eventTimeUs", "name": "event_time", "offset": 14, "kind": "i64" },
      { "key": "ingestTimeUs", "name": "ingest_time", "offset": 22, "kind": "i64" },
      { "key": "bidPriceTicks", "name": "bid_price_ticks", "offset": 30, "kind": "i64" },
      { "key": "bidQuantityLots", "name": "bid_quantity_lots", "offset": 38, "kind": "i64" },
      { "key": "askPriceTicks", "name": "ask_price_ticks", "offset": 46, "kind": "i64" },
      { "key": "askQuantityLots", "name": "ask_quantity_lots", "offset": 54, "kind": "i64" },
      { "key": "flags", "name": "flags", "offset": 62, "kind": "u8" },
      { "key": "updateId", "name": "update_id", "offset": 63, "kind": "u64" },
    ],
  },
  {
    tag: "trade",
    recordId: 2,
    rowBytes: 56,
    subject: "ticks.market",
    fields: [
      { "key": "position", "name": "position", "offset": 0, "kind": "u64" },
      { "key": "outputIndex", "name": "output_index", "offset": 8, "kind": "u16" },
      { "key": "instrumentId", "name": "instrument_id", "offset": 10, "kind": "u32" },
      { "key": "eventTimeUs", "name": "event_time", "offset": 14, "kind": "i64" },
      { "key": "ingestTimeUs", "name": "ingest_time", "offset": 22, "kind": "i64" },
      { "key": "tradeId", "name": "trade_id", "offset": 30, "kind": "u64" },
      { "key": "priceTicks", "name": "price_ticks", "offset": 38, "kind": "i64" },
      { "key": "quantityLots", "name": "quantity_lots", "offset": 46, "kind": "i64" },
      {
        "key": "aggressorSide",
        "name": "aggressor_side",
        "offset": 54,
        "kind": "enum",
        "values": ["unknown", "buy", "sell"],
      },
      { "key": "flags", "name": "flags", "offset": 55, "kind": "u8" },
    ],
  },
  {
    tag: "bookDelta",
    recordId: 3,
    rowBytes: 56,
    subject: "ticks.market",
    fields: [
      { "key": "position", "name": "position", "offset": 0, "kind": "u64" },
      { "key": "outputIndex", "name": "output_index", "offset": 8, "kind": "u16" },
      { "key": "instrumentId", "name": "instrument_id", "offset": 10, "kind": "u32" },
      { "key": "eventTimeUs", "name": "event_time", "offset": 14, "kind": "i64" },
      { "key": "ingestTimeUs", "name": "ingest_time", "offset": 22, "kind": "i64" },
      { "key": "side", "name": "side", "offset": 30, "kind": "enum", "values": ["buy", "sell"] },
      { "key": "priceTicks", "name": "price_ticks", "offset": 31, "kind": "i64" },
      { "key": "quantityLots", "name": "quantity_lots", "offset": 39, "kind": "i64" },
      { "key": "updateId", "name": "update_id", "offset": 47, "kind": "u64" },
      { "key": "flags", "name": "flags", "offset": 55, "kind": "u8" },
    ],
  },
  {
    tag: "bookSnapshot",
    recordId: 4,
    rowBytes: 347,
    subject: "book.snapshots",
    fields: [
      { "key": "position", "name": "position", "offset": 0, "kind": "u64" },
      { "key": "outputIndex", "name": "output_index", "offset": 8, "kind": "u16" },
      { "key": "instrumentId", "name": "instrument_id", "offset": 10, "kind": "u32" },
      { "key": "eventTimeUs", "name": "event_time", "offset": 14, "kind": "i64" },
      {
        "key": "bidPriceTicks",
        "name": "bid_price_ticks",
        "offset": 22,
        "kind": "i64s",
        "length": 10,
      },
      {
        "key": "bidQuantityLots",
        "name": "bid_quantity_lots",
        "offset": 103,
        "kind": "i64s",
        "length": 10,
      },
      {
        "key": "askPriceTicks",
        "name": "ask_price_ticks",
        "offset": 184,
        "kind": "i64s",
        "length": 10,
      },
      {
        "key": "askQuantityLots",
        "name": "ask_quantity_lots",
        "offset": 265,
        "kind": "i64s",
        "length": 10,
      },
      { "key": "flags", "name": "flags", "offset": 346, "kind": "u8" },
    ],
  },
  {
    tag: "bar",
    recordId: 5,
    rowBytes: 80,
    subject: "bars.all",
    fields: [
      { "key": "position", "name": "position", "offset": 0, "kind": "u64" },
      { "key": "outputIndex", "name": "output_index", "offset": 8, "kind": "u16" },
      { "key": "instrumentId", "name": "instrument_id", "offset": 10, "kind": "u32" },
      { "key": "eventTimeUs", "name": "event_time", "offset": 14, "kind": "i64" },
      { "key": "intervalSeconds", "name": "interval_seconds", "offset": 22, "kind": "u32" },
      { "key": "openTicks", "name": "open_ticks", "offset": 26, "kind": "i64" },
      { "key": "highTicks", "name": "high_ticks", "offset": 34, "kind": "i64" },
      { "key": "lowTicks", "name": "low_ticks", "offset": 42, "kind": "i64" },
      { "key": "closeTicks", "name": "close_ticks", "offset": 50, "kind": "i64" },
      { "key": "volumeLots", "name": "volume_lots", "offset": 58, "kind": "i64" },
      { "key": "buyVolumeLots", "name": "buy_volume_lots", "offset": 66, "kind": "i64" },
      { "key": "trades", "name": "trades", "offset": 74, "kind": "u32" },
      { "key": "flags", "name": "flags", "offset": 78, "kind": "u16" },
    ],
  },
  {
    tag: "featureVector",
    recordId: 6,
    rowBytes: 169,
    subject: "features.all",
    fields: [
      { "key": "position", "name": "position", "offset": 0, "kind": "u64" },
      { "key": "outputIndex", "name": "output_index", "offset": 8, "kind": "u16" },
      { "key": "instrumentId", "name": "instrument_id", "offset": 10, "kind": "u32" },
      { "key": "eventTimeUs", "name": "event_time", "offset": 14, "kind": "i64" },
      { "key": "set", "name": "set", "offset": 22, "kind": "u16" },
      { "key": "flags", "name": "flags", "offset": 24, "kind": "u8" },
      { "key": "bidPriceTicks", "name": "bid_price_ticks", "offset": 25, "kind": "i64" },
      { "key": "askPriceTicks", "name": "ask_price_ticks", "offset": 33, "kind": "i64" },
      { "key": "spreadBps", "name": "spread_bps", "offset": 41, "kind": "f32" },
      { "key": "micropriceOffset", "name": "microprice_offset", "offset": 45, "kind": "f32" },
      { "key": "imbalance1", "name": "imbalance_1", "offset": 49, "kind": "f32" },
      { "key": "imbalance3", "name": "imbalance_3", "offset": 53, "kind": "f32" },
      { "key": "imbalance5", "name": "imbalance_5", "offset": 57, "kind": "f32" },
      { "key": "imbalance10", "name": "imbalance_10", "offset": 61, "kind": "f32" },
      { "key": "depthRatio5", "name": "depth_ratio_5", "offset": 65, "kind": "f32" },
      { "key": "bookSlopeBid5", "name": "book_slope_bid_5", "offset": 69, "kind": "f32" },
      { "key": "bookSlopeAsk5", "name": "book_slope_ask_5", "offset": 73, "kind": "f32" },
      { "key": "orderFlow100ms", "name": "order_flow_100ms", "offset": 77, "kind": "f32" },
      { "key": "orderFlow1s", "name": "order_flow_1s", "offset": 81, "kind": "f32" },
      { "key": "orderFlow5s", "name": "order_flow_5s", "offset": 85, "kind": "f32" },
      { "key": "orderFlow30s", "name": "order_flow_30s", "offset": 89, "kind": "f32" },
      { "key": "tradeImbalance1s", "name": "trade_imbalance_1s", "offset": 93, "kind": "f32" },
      { "key": "tradeImbalance5s", "name": "trade_imbalance_5s", "offset": 97, "kind": "f32" },
      { "key": "tradeImbalance30s", "name": "trade_imbalance_30s", "offset": 101, "kind": "f32" },
      { "key": "return100ms", "name": "return_100ms", "offset": 105, "kind": "f32" },
      { "key": "return1s", "name": "return_1s", "offset": 109, "kind": "f32" },
      { "key": "return5s", "name": "return_5s", "offset": 113, "kind": "f32" },
      { "key": "return30s", "name": "return_30s", "offset": 117, "kind": "f32" },
      { "key": "volatility5s", "name": "volatility_5s", "offset": 121, "kind": "f32" },
      { "key": "volatility30s", "name": "volatility_30s", "offset": 125, "kind": "f32" },
      { "key": "volatility300s", "name": "volatility_300s", "offset": 129, "kind": "f32" },
      { "key": "quoteIntensity1s", "name": "quote_intensity_1s", "offset": 133, "kind": "f32" },
      { "key": "quoteIntensity10s", "name": "quote_intensity_10s", "offset": 137, "kind": "f32" },
      { "key": "tradeIntensity1s", "name": "trade_intensity_1s", "offset": 141, "kind": "f32" },
      { "key": "tradeIntensity10s", "name": "trade_intensity_10s", "offset": 145, "kind": "f32" },
      { "key": "lastTradeSide", "name": "last_trade_side", "offset": 149, "kind": "f32" },
      { "key": "lastTradeOffset", "name": "last_trade_offset", "offset": 153, "kind": "f32" },
      { "key": "lastMoveSide", "name": "last_move_side", "offset": 157, "kind": "f32" },
      { "key": "sinceMoveSeconds", "name": "since_move_seconds", "offset": 161, "kind": "f32" },
      { "key": "volatilityRatio", "name": "volatility_ratio", "offset": 165, "kind": "f32" },
    ],
  },
  {
    tag: "prediction",
    recordId: 7,
    rowBytes: 115,
    subject: "predictions.all",
    fields: [
      { "key": "position", "name": "position", "offset": 0, "kind": "u64" },
      { "key": "outputIndex", "name": "output_index", "offset": 8, "kind": "u16" },
      { "key": "instrumentId", "name": "instrument_id", "offset": 10, "kind": "u32" },
      { "key": "eventTimeUs", "name": "event_time", "offset": 14, "kind": "i64" },
      { "key": "model", "name": "model", "offset": 22, "kind": "text", "bytes": 32 },
      { "key": "modelVersion", "name": "model_version", "offset": 54, "kind": "u32" },
      { "key": "modelSha256", "name": "model_sha_256", "offset": 58, "kind": "hex", "bytes": 32 },
      { "key": "horizonUs", "name": "horizon_us", "offset": 90, "kind": "u64" },
      { "key": "midPriceHalfTicks", "name": "mid_price_half_ticks", "offset": 98, "kind": "i64" },
      { "key": "probabilityUp", "name": "probability_up", "offset": 106, "kind": "f32" },
      { "key": "probabilityDown", "name": "probability_down", "offset": 110, "kind": "f32" },
      { "key": "flags", "name": "flags", "offset": 114, "kind": "u8" },
    ],
  },
  {
    tag: "outcome",
    recordId: 8,
    rowBytes: 122,
    subject: "outcomes.all",
    fields: [
      { "key": "position", "name": "position", "offset": 0, "kind": "u64" },
      { "key": "outputIndex", "name": "output_index", "offset": 8, "kind": "u16" },
      { "key": "instrumentId", "name": "instrument_id", "offset": 10, "kind": "u32" },
      { "key": "eventTimeUs", "name": "event_time", "offset": 14, "kind": "i64" },
      { "key": "model", "name": "model", "offset": 22, "kind": "text", "bytes": 32 },
      { "key": "modelVersion", "name": "model_version", "offset": 54, "kind": "u32" },
      { "key": "horizonUs", "name": "horizon_us", "offset": 58, "kind": "u64" },
      { "key": "predictionPosition", "name": "prediction_position", "offset": 66, "kind": "u64" },
      {
        "key": "predictionOutputIndex",
        "name": "prediction_output_index",
        "offset": 74,
        "kind": "u16",
      },
      { "key": "predictionTimeUs", "name": "prediction_time", "offset": 76, "kind": "i64" },
      { "key": "probabilityUp", "name": "probability_up", "offset": 84, "kind": "f32" },
      { "key": "probabilityDown", "name": "probability_down", "offset": 88, "kind": "f32" },
      {
        "key": "came",
        "name": "came",
        "offset": 92,
        "kind": "enum",
        "values": ["flat", "up", "down", "lost"],
      },
      { "key": "weight", "name": "weight", "offset": 93, "kind": "f32" },
      { "key": "midPriceHalfTicks", "name": "mid_price_half_ticks", "offset": 97, "kind": "i64" },
      { "key": "outcomeHalfTicks", "name": "outcome_half_ticks", "offset": 105, "kind": "i64" },
      { "key": "spreadSteps", "name": "spread_steps", "offset": 113, "kind": "u32" },
      { "key": "volatilityRatio", "name": "volatility_ratio", "offset": 117, "kind": "f32" },
      { "key": "flags", "name": "flags", "offset": 121, "kind": "u8" },
    ],
  },
  {
    tag: "signal",
    recordId: 0,
    rowBytes: 0,
    subject: "signals.all",
    fields: [
      { "key": "position", "name": "position", "offset": 0, "kind": "u64" },
      { "key": "outputIndex", "name": "output_index", "offset": 0, "kind": "u16" },
      { "key": "instrumentId", "name": "instrument_id", "offset": 0, "kind": "u32" },
      { "key": "eventTimeUs", "name": "event_time", "offset": 0, "kind": "i64" },
      { "key": "signalId", "name": "signal_id", "offset": 0, "kind": "string" },
      { "key": "account", "name": "account", "offset": 0, "kind": "string" },
      { "key": "strategy", "name": "strategy", "offset": 0, "kind": "string" },
      { "key": "targetPositionLots", "name": "target_position_lots", "offset": 0, "kind": "i64" },
      { "key": "confidence", "name": "confidence", "offset": 0, "kind": "f64" },
      {
        "key": "referencePriceHalfTicks",
        "name": "reference_price_half_ticks",
        "offset": 0,
        "kind": "i64",
      },
      { "key": "reason", "name": "reason", "offset": 0, "kind": "string" },
      { "key": "predictionPosition", "name": "prediction_position", "offset": 0, "kind": "u64" },
      { "key": "model", "name": "model", "offset": 0, "kind": "string" },
    ],
  },
  {
    tag: "orderCommand",
    recordId: 0,
    rowBytes: 0,
    subject: "orders.commands",
    fields: [
      { "key": "position", "name": "position", "offset": 0, "kind": "u64" },
      { "key": "outputIndex", "name": "output_index", "offset": 0, "kind": "u16" },
      { "key": "instrumentId", "name": "instrument_id", "offset": 0, "kind": "u32" },
      { "key": "eventTimeUs", "name": "event_time", "offset": 0, "kind": "i64" },
      { "key": "account", "name": "account", "offset": 0, "kind": "string" },
      { "key": "strategy", "name": "strategy", "offset": 0, "kind": "string" },
      { "key": "clientOrderId", "name": "client_order_id", "offset": 0, "kind": "string" },
      {
        "key": "stage",
        "name": "stage",
        "offset": 0,
        "kind": "enum",
        "values": ["requested", "approved"],
      },
      {
        "key": "command",
        "name": "command",
        "offset": 0,
        "kind": "enum",
        "values": ["submit", "cancel", "replace"],
      },
      { "key": "side", "name": "side", "offset": 0, "kind": "enum", "values": ["buy", "sell"] },
      {
        "key": "orderType",
        "name": "order_type",
        "offset": 0,
        "kind": "enum",
        "values": ["market", "limit", "stop", "stopLimit", "trailingStop", "marketToLimit"],
      },
      {
        "key": "timeInForce",
        "name": "time_in_force",
        "offset": 0,
        "kind": "enum",
        "values": ["day", "gtc", "ioc", "fok", "gtd"],
      },
      { "key": "quantityLots", "name": "quantity_lots", "offset": 0, "kind": "i64" },
      { "key": "priceTicks", "name": "price_ticks", "offset": 0, "kind": "i64" },
      { "key": "signalId", "name": "signal_id", "offset": 0, "kind": "string" },
      { "key": "reason", "name": "reason", "offset": 0, "kind": "string" },
      { "key": "stopPriceTicks", "name": "stop_price_ticks", "offset": 0, "kind": "i64" },
      { "key": "trailTicks", "name": "trail_ticks", "offset": 0, "kind": "i64" },
      { "key": "execInst", "name": "exec_inst", "offset": 0, "kind": "strings" },
      { "key": "expireTimeUs", "name": "expire_time", "offset": 0, "kind": "i64" },
      { "key": "orderListId", "name": "order_list_id", "offset": 0, "kind": "string" },
      { "key": "parentOrderId", "name": "parent_order_id", "offset": 0, "kind": "string" },
      { "key": "algorithmOrderId", "name": "algorithm_order_id", "offset": 0, "kind": "string" },
    ],
  },
  {
    tag: "riskDecision",
    recordId: 0,
    rowBytes: 0,
    subject: "orders.risk",
    fields: [
      { "key": "position", "name": "position", "offset": 0, "kind": "u64" },
      { "key": "outputIndex", "name": "output_index", "offset": 0, "kind": "u16" },
      { "key": "instrumentId", "name": "instrument_id", "offset": 0, "kind": "u32" },
      { "key": "eventTimeUs", "name": "event_time", "offset": 0, "kind": "i64" },
      { "key": "account", "name": "account", "offset": 0, "kind": "string" },
      { "key": "strategy", "name": "strategy", "offset": 0, "kind": "string" },
      { "key": "clientOrderId", "name": "client_order_id", "offset": 0, "kind": "string" },
      {
        "key": "decision",
        "name": "decision",
        "offset": 0,
        "kind": "enum",
        "values": ["approved", "denied"],
      },
      {
        "key": "reason",
        "name": "reason",
        "offset": 0,
        "kind": "enum",
        "values": [
          "none",
          "tradingHalted",
          "reduceOnly",
          "orderQuantityLimit",
          "orderNotionalLimit",
          "priceCollar",
          "positionLimit",
          "openOrdersLimit",
          "orderRateLimit",
          "staleQuote",
          "noQuote",
          "dailyLossLimit",
          "duplicateClientOrderId",
          "unknownInstrument",
          "grossExposureLimit",
          "netExposureLimit",
          "concentrationLimit",
          "messageRateLimit",
          "drawdownLimit",
          "leverageLimit",
          "selfTrade",
          "unknownOrder",
        ],
      },
      { "key": "checks", "name": "checks", "offset": 0, "kind": "strings" },
      { "key": "values", "name": "values", "offset": 0, "kind": "numbers" },
      { "key": "limits", "name": "limits", "offset": 0, "kind": "numbers" },
    ],
  },
  {
    tag: "orderEvent",
    recordId: 0,
    rowBytes: 0,
    subject: "orders.events",
    fields: [
      { "key": "position", "name": "position", "offset": 0, "kind": "u64" },
      { "key": "outputIndex", "name": "output_index", "offset": 0, "kind": "u16" },
      { "key": "instrumentId", "name": "instrument_id", "offset": 0, "kind": "u32" },
      { "key": "eventTimeUs", "name": "event_time", "offset": 0, "kind": "i64" },
      { "key": "account", "name": "account", "offset": 0, "kind": "string" },
      { "key": "strategy", "name": "strategy", "offset": 0, "kind": "string" },
      { "key": "clientOrderId", "name": "client_order_id", "offset": 0, "kind": "string" },
      { "key": "venueOrderId", "name": "venue_order_id", "offset": 0, "kind": "string" },
      {
        "key": "event",
        "name": "event",
        "offset": 0,
        "kind": "enum",
        "values": [
          "denied",
          "submitted",
          "accepted",
          "rejected",
          "partiallyFilled",
          "filled",
          "canceled",
          "expired",
          "replaced",
          "cancelRejected",
          "replaceRejected",
          "triggered",
        ],
      },
      { "key": "side", "name": "side", "offset": 0, "kind": "enum", "values": ["buy", "sell"] },
      { "key": "quantityLots", "name": "quantity_lots", "offset": 0, "kind": "i64" },
      { "key": "priceTicks", "name": "price_ticks", "offset": 0, "kind": "i64" },
      { "key": "cumQuantityLots", "name": "cum_quantity_lots", "offset": 0, "kind": "i64" },
      { "key": "leavesQuantityLots", "name": "leaves_quantity_lots", "offset": 0, "kind": "i64" },
      { "key": "reason", "name": "reason", "offset": 0, "kind": "string" },
    ],
  },
  {
    tag: "fill",
    recordId: 0,
    rowBytes: 0,
    subject: "orders.fills",
    fields: [
      { "key": "position", "name": "position", "offset": 0, "kind": "u64" },
      { "key": "outputIndex", "name": "output_index", "offset": 0, "kind": "u16" },
      { "key": "instrumentId", "name": "instrument_id", "offset": 0, "kind": "u32" },
      { "key": "eventTimeUs", "name": "event_time", "offset": 0, "kind": "i64" },
      { "key": "fillId", "name": "fill_id", "offset": 0, "kind": "string" },
      { "key": "account", "name": "account", "offset": 0, "kind": "string" },
      { "key": "strategy", "name": "strategy", "offset": 0, "kind": "string" },
      { "key": "clientOrderId", "name": "client_order_id", "offset": 0, "kind": "string" },
      { "key": "venueOrderId", "name": "venue_order_id", "offset": 0, "kind": "string" },
      { "key": "tradeId", "name": "trade_id", "offset": 0, "kind": "string" },
      { "key": "signalId", "name": "signal_id", "offset": 0, "kind": "string" },
      { "key": "side", "name": "side", "offset": 0, "kind": "enum", "values": ["buy", "sell"] },
      { "key": "lastPriceTicks", "name": "last_price_ticks", "offset": 0, "kind": "i64" },
      { "key": "lastQuantityLots", "name": "last_quantity_lots", "offset": 0, "kind": "i64" },
      { "key": "cumQuantityLots", "name": "cum_quantity_lots", "offset": 0, "kind": "i64" },
      { "key": "leavesQuantityLots", "name": "leaves_quantity_lots", "offset": 0, "kind": "i64" },
      {
        "key": "liquidity",
        "name": "liquidity",
        "offset": 0,
        "kind": "enum",
        "values": ["maker", "taker"],
      },
      { "key": "feeTickLots", "name": "fee_tick_lots", "offset": 0, "kind": "i64" },
      { "key": "orderEventTimeUs", "name": "order_event_time", "offset": 0, "kind": "i64" },
      { "key": "orderPosition", "name": "order_position", "offset": 0, "kind": "i64" },
    ],
  },
  {
    tag: "position",
    recordId: 0,
    rowBytes: 0,
    subject: "positions.all",
    fields: [
      { "key": "position", "name": "position", "offset": 0, "kind": "u64" },
      { "key": "outputIndex", "name": "output_index", "offset": 0, "kind": "u16" },
      { "key": "instrumentId", "name": "instrument_id", "offset": 0, "kind": "u32" },
      { "key": "eventTimeUs", "name": "event_time", "offset": 0, "kind": "i64" },
      { "key": "account", "name": "account", "offset": 0, "kind": "string" },
      { "key": "strategy", "name": "strategy", "offset": 0, "kind": "string" },
      { "key": "quantityLots", "name": "quantity_lots", "offset": 0, "kind": "i64" },
      { "key": "costTickLots", "name": "cost_tick_lots", "offset": 0, "kind": "i64" },
      { "key": "realizedTickLots", "name": "realized_tick_lots", "offset": 0, "kind": "i64" },
      { "key": "feesTickLots", "name": "fees_tick_lots", "offset": 0, "kind": "i64" },
      { "key": "markPriceHalfTicks", "name": "mark_price_half_ticks", "offset": 0, "kind": "i64" },
      {
        "key": "unrealizedHalfTickLots",
        "name": "unrealized_half_tick_lots",
        "offset": 0,
        "kind": "i64",
      },
      { "key": "fills", "name": "fills", "offset": 0, "kind": "i64" },
      {
        "key": "fifoRealizedTickLots",
        "name": "fifo_realized_tick_lots",
        "offset": 0,
        "kind": "i64",
      },
      { "key": "fundingTickLots", "name": "funding_tick_lots", "offset": 0, "kind": "i64" },
    ],
  },
  {
    tag: "control",
    recordId: 0,
    rowBytes: 0,
    subject: "control.log",
    fields: [
      { "key": "position", "name": "position", "offset": 0, "kind": "u64" },
      { "key": "outputIndex", "name": "output_index", "offset": 0, "kind": "u16" },
      { "key": "instrumentId", "name": "instrument_id", "offset": 0, "kind": "u32" },
      { "key": "eventTimeUs", "name": "event_time", "offset": 0, "kind": "i64" },
      {
        "key": "control",
        "name": "control",
        "offset": 0,
        "kind": "enum",
        "values": [
          "sessionStarted",
          "clock",
          "tradingState",
          "model",
          "setting",
          "order",
          "riskLimits",
          "flatten",
          "deadman",
          "venueReport",
          "reportRequest",
          "funding",
        ],
      },
      { "key": "ingestTimeUs", "name": "ingest_time", "offset": 0, "kind": "i64" },
      { "key": "name", "name": "name", "offset": 0, "kind": "string" },
      { "key": "value", "name": "value", "offset": 0, "kind": "string" },
      { "key": "reason", "name": "reason", "offset": 0, "kind": "string" },
    ],
  },
  {
    tag: "refusal",
    recordId: 0,
    rowBytes: 0,
    subject: "operations.refusals",
    fields: [
      { "key": "position", "name": "position", "offset": 0, "kind": "u64" },
      { "key": "outputIndex", "name": "output_index", "offset": 0, "kind": "u16" },
      { "key": "instrumentId", "name": "instrument_id", "offset": 0, "kind": "u32" },
      { "key": "eventTimeUs", "name": "event_time", "offset": 0, "kind": "i64" },
      { "key": "source", "name": "source", "offset": 0, "kind": "string" },
      { "key": "field", "name": "field", "offset": 0, "kind": "string" },
      { "key": "value", "name": "value", "offset": 0, "kind": "string" },
      { "key": "expected", "name": "expected", "offset": 0, "kind": "string" },
      { "key": "place", "name": "place", "offset": 0, "kind": "string" },
      { "key": "count", "name": "count", "offset": 0, "kind": "u64" },
    ],
  },
  {
    tag: "trace",
    recordId: 0,
    rowBytes: 0,
    subject: "operations.traces",
    fields: [
      { "key": "position", "name": "position", "offset": 0, "kind": "u64" },
      { "key": "outputIndex", "name": "output_index", "offset": 0, "kind": "u16" },
      { "key": "instrumentId", "name": "instrument_id", "offset": 0, "kind": "u32" },
      { "key": "eventTimeUs", "name": "event_time", "offset": 0, "kind": "i64" },
      { "key": "clientOrderId", "name": "client_order_id", "offset": 0, "kind": "string" },
      { "key": "ingestTimeUs", "name": "ingest_time", "offset": 0, "kind": "i64" },
      { "key": "featuresTimeUs", "name": "features_time", "offset": 0, "kind": "i64" },
      { "key": "predictedTimeUs", "name": "predicted_time", "offset": 0, "kind": "i64" },
      { "key": "decidedTimeUs", "name": "decided_time", "offset": 0, "kind": "i64" },
      { "key": "tickDurableTimeUs", "name": "tick_durable_time", "offset": 0, "kind": "i64" },
      { "key": "orderDurableTimeUs", "name": "order_durable_time", "offset": 0, "kind": "i64" },
      { "key": "releasedTimeUs", "name": "released_time", "offset": 0, "kind": "i64" },
    ],
  },
  {
    tag: "deadLetter",
    recordId: 0,
    rowBytes: 0,
    subject: "operations.dead",
    fields: [
      { "key": "position", "name": "position", "offset": 0, "kind": "u64" },
      { "key": "outputIndex", "name": "output_index", "offset": 0, "kind": "u16" },
      { "key": "instrumentId", "name": "instrument_id", "offset": 0, "kind": "u32" },
      { "key": "eventTimeUs", "name": "event_time", "offset": 0, "kind": "i64" },
      { "key": "actor", "name": "actor", "offset": 0, "kind": "string" },
      { "key": "stream", "name": "stream", "offset": 0, "kind": "string" },
      { "key": "sequence", "name": "sequence", "offset": 0, "kind": "u64" },
      { "key": "error", "name": "error", "offset": 0, "kind": "string" },
      { "key": "attempts", "name": "attempts", "offset": 0, "kind": "u32" },
      { "key": "payload", "name": "payload", "offset": 0, "kind": "string" },
      { "key": "bytes", "name": "bytes", "offset": 0, "kind": "i64" },
    ],
  },
  {
    tag: "alert",
    recordId: 0,
    rowBytes: 0,
    subject: "operations.alerts",
    fields: [
      { "key": "position", "name": "position", "offset": 0, "kind": "u64" },
      { "key": "outputIndex", "name": "output_index", "offset": 0, "kind": "u16" },
      { "key": "instrumentId", "name": "instrument_id", "offset": 0, "kind": "u32" },
      { "key": "eventTimeUs", "name": "event_time", "offset": 0, "kind": "i64" },
      { "key": "alert", "name": "alert", "offset": 0, "kind": "string" },
      { "key": "subject", "name": "subject", "offset": 0, "kind": "string" },
      { "key": "part", "name": "part", "offset": 0, "kind": "string" },
      {
        "key": "state",
        "name": "state",
        "offset": 0,
        "kind": "enum",
        "values": ["raised", "cleared"],
      },
      { "key": "value", "name": "value", "offset": 0, "kind": "f64" },
      { "key": "limit", "name": "limit", "offset": 0, "kind": "f64" },
      { "key": "reason", "name": "reason", "offset": 0, "kind": "string" },
    ],
  },
  {
    tag: "reportRequest",
    recordId: 0,
    rowBytes: 0,
    subject: "orders.report-requests",
    fields: [
      { "key": "position", "name": "position", "offset": 0, "kind": "u64" },
      { "key": "outputIndex", "name": "output_index", "offset": 0, "kind": "u16" },
      { "key": "instrumentId", "name": "instrument_id", "offset": 0, "kind": "u32" },
      { "key": "eventTimeUs", "name": "event_time", "offset": 0, "kind": "i64" },
      { "key": "account", "name": "account", "offset": 0, "kind": "string" },
      { "key": "venue", "name": "venue", "offset": 0, "kind": "string" },
      { "key": "requestId", "name": "request_id", "offset": 0, "kind": "string" },
      {
        "key": "origin",
        "name": "origin",
        "offset": 0,
        "kind": "enum",
        "values": ["stream", "start", "reconnect", "periodic", "query"],
      },
      { "key": "sinceUs", "name": "since", "offset": 0, "kind": "i64" },
      { "key": "clientOrderIds", "name": "client_order_ids", "offset": 0, "kind": "strings" },
      { "key": "reason", "name": "reason", "offset": 0, "kind": "string" },
    ],
  },
  {
    tag: "orderStatusReport",
    recordId: 0,
    rowBytes: 0,
    subject: "orders.status-reports",
    fields: [
      { "key": "position", "name": "position", "offset": 0, "kind": "u64" },
      { "key": "outputIndex", "name": "output_index", "offset": 0, "kind": "u16" },
      { "key": "instrumentId", "name": "instrument_id", "offset": 0, "kind": "u32" },
      { "key": "eventTimeUs", "name": "event_time", "offset": 0, "kind": "i64" },
      { "key": "account", "name": "account", "offset": 0, "kind": "string" },
      { "key": "venue", "name": "venue", "offset": 0, "kind": "string" },
      { "key": "requestId", "name": "request_id", "offset": 0, "kind": "string" },
      {
        "key": "origin",
        "name": "origin",
        "offset": 0,
        "kind": "enum",
        "values": ["stream", "start", "reconnect", "periodic", "query"],
      },
      { "key": "clientOrderId", "name": "client_order_id", "offset": 0, "kind": "string" },
      { "key": "venueOrderId", "name": "venue_order_id", "offset": 0, "kind": "string" },
      {
        "key": "status",
        "name": "status",
        "offset": 0,
        "kind": "enum",
        "values": [
          "accepted",
          "partiallyFilled",
          "filled",
          "canceled",
          "expired",
          "rejected",
          "unknown",
        ],
      },
      { "key": "side", "name": "side", "offset": 0, "kind": "enum", "values": ["buy", "sell"] },
      {
        "key": "orderType",
        "name": "order_type",
        "offset": 0,
        "kind": "enum",
        "values": ["market", "limit", "stop", "stopLimit", "trailingStop", "marketToLimit"],
      },
      {
        "key": "timeInForce",
        "name": "time_in_force",
        "offset": 0,
        "kind": "enum",
        "values": ["day", "gtc", "ioc", "fok", "gtd"],
      },
      { "key": "quantityLots", "name": "quantity_lots", "offset": 0, "kind": "i64" },
      { "key": "priceTicks", "name": "price_ticks", "offset": 0, "kind": "i64" },
      { "key": "cumQuantityLots", "name": "cum_quantity_lots", "offset": 0, "kind": "i64" },
      { "key": "reason", "name": "reason", "offset": 0, "kind": "string" },
    ],
  },
  {
    tag: "fillReport",
    recordId: 0,
    rowBytes: 0,
    subject: "orders.fill-reports",
    fields: [
      { "key": "position", "name": "position", "offset": 0, "kind": "u64" },
      { "key": "outputIndex", "name": "output_index", "offset": 0, "kind": "u16" },
      { "key": "instrumentId", "name": "instrument_id", "offset": 0, "kind": "u32" },
      { "key": "eventTimeUs", "name": "event_time", "offset": 0, "kind": "i64" },
      { "key": "account", "name": "account", "offset": 0, "kind": "string" },
      { "key": "venue", "name": "venue", "offset": 0, "kind": "string" },
      { "key": "requestId", "name": "request_id", "offset": 0, "kind": "string" },
      {
        "key": "origin",
        "name": "origin",
        "offset": 0,
        "kind": "enum",
        "values": ["stream", "start", "reconnect", "periodic", "query"],
      },
      { "key": "clientOrderId", "name": "client_order_id", "offset": 0, "kind": "string" },
      { "key": "venueOrderId", "name": "venue_order_id", "offset": 0, "kind": "string" },
      { "key": "tradeId", "name": "trade_id", "offset": 0, "kind": "string" },
      { "key": "side", "name": "side", "offset": 0, "kind": "enum", "values": ["buy", "sell"] },
      { "key": "lastPriceTicks", "name": "last_price_ticks", "offset": 0, "kind": "i64" },
      { "key": "lastQuantityLots", "name": "last_quantity_lots", "offset": 0, "kind": "i64" },
      {
        "key": "liquidity",
        "name": "liquidity",
        "offset": 0,
        "kind": "enum",
        "values": ["maker", "taker"],
      },
      { "key": "feeTickLots", "name": "fee_tick_lots", "offset": 0, "kind": "i64" },
    ],
  },
  {
    tag: "positionReport",
    recordId: 0,
    rowBytes: 0,
    subject: "orders.position-reports",
    fields: [
      { "key": "position", "name": "position", "offset": 0, "kind": "u64" },
      { "key": "outputIndex", "name": "output_index", "offset": 0, "kind": "u16" },
      { "key": "instrumentId", "name": "instrument_id", "offset": 0, "kind": "u32" },
      { "key": "eventTimeUs", "name": "event_time", "offset": 0, "kind": "i64" },
      { "key": "account", "name": "account", "offset": 0, "kind": "string" },
      { "key": "venue", "name": "venue", "offset": 0, "kind": "string" },
      { "key": "requestId", "name": "request_id", "offset": 0, "kind": "string" },
      {
        "key": "origin",
        "name": "origin",
        "offset": 0,
        "kind": "enum",
        "values": ["stream", "start", "reconnect", "periodic", "query"],
      },
      { "key": "quantityLots", "name": "quantity_lots", "offset": 0, "kind": "i64" },
      { "key": "averagePriceTicks", "name": "average_price_ticks", "offset": 0, "kind": "i64" },
    ],
  },
  {
    tag: "reportEnd",
    recordId: 0,
    rowBytes: 0,
    subject: "orders.report-ends",
    fields: [
      { "key": "position", "name": "position", "offset": 0, "kind": "u64" },
      { "key": "outputIndex", "name": "output_index", "offset": 0, "kind": "u16" },
      { "key": "instrumentId", "name": "instrument_id", "offset": 0, "kind": "u32" },
      { "key": "eventTimeUs", "name": "event_time", "offset": 0, "kind": "i64" },
      { "key": "account", "name": "account", "offset": 0, "kind": "string" },
      { "key": "venue", "name": "venue", "offset": 0, "kind": "string" },
      { "key": "requestId", "name": "request_id", "offset": 0, "kind": "string" },
      {
        "key": "origin",
        "name": "origin",
        "offset": 0,
        "kind": "enum",
        "values": ["stream", "start", "reconnect", "periodic", "query"],
      },
      {
        "key": "outcome",
        "name": "outcome",
        "offset": 0,
        "kind": "enum",
        "values": ["complete", "failed"],
      },
      { "key": "sinceUs", "name": "since", "offset": 0, "kind": "i64" },
      { "key": "orders", "name": "orders", "offset": 0, "kind": "i64" },
      { "key": "fills", "name": "fills", "offset": 0, "kind": "i64" },
      { "key": "positions", "name": "positions", "offset": 0, "kind": "i64" },
      { "key": "reason", "name": "reason", "offset": 0, "kind": "string" },
    ],
  },
  {
    tag: "correction",
    recordId: 0,
    rowBytes: 0,
    subject: "orders.corrections",
    fields: [
      { "key": "position", "name": "position", "offset": 0, "kind": "u64" },
      { "key": "outputIndex", "name": "output_index", "offset": 0, "kind": "u16" },
      { "key": "instrumentId", "name": "instrument_id", "offset": 0, "kind": "u32" },
      { "key": "eventTimeUs", "name": "event_time", "offset": 0, "kind": "i64" },
      { "key": "account", "name": "account", "offset": 0, "kind": "string" },
      { "key": "venue", "name": "venue", "offset": 0, "kind": "string" },
      { "key": "requestId", "name": "request_id", "offset": 0, "kind": "string" },
      {
        "key": "origin",
        "name": "origin",
        "offset": 0,
        "kind": "enum",
        "values": ["stream", "start", "reconnect", "periodic", "query"],
      },
      {
        "key": "action",
        "name": "action",
        "offset": 0,
        "kind": "enum",
        "values": [
          "fillAdded",
          "eventAdded",
          "orderAdopted",
          "orderFlagged",
          "positionFlagged",
          "duplicateIgnored",
          "outcomeProved",
          "requestFailed",
          "fillFlagged",
        ],
      },
      { "key": "situation", "name": "situation", "offset": 0, "kind": "string" },
      { "key": "clientOrderId", "name": "client_order_id", "offset": 0, "kind": "string" },
      { "key": "venueOrderId", "name": "venue_order_id", "offset": 0, "kind": "string" },
      { "key": "tradeId", "name": "trade_id", "offset": 0, "kind": "string" },
      { "key": "ours", "name": "ours", "offset": 0, "kind": "string" },
      { "key": "theirs", "name": "theirs", "offset": 0, "kind": "string" },
      { "key": "reason", "name": "reason", "offset": 0, "kind": "string" },
    ],
  },
  {
    tag: "limitChange",
    recordId: 0,
    rowBytes: 0,
    subject: "orders.limits",
    fields: [
      { "key": "position", "name": "position", "offset": 0, "kind": "u64" },
      { "key": "outputIndex", "name": "output_index", "offset": 0, "kind": "u16" },
      { "key": "instrumentId", "name": "instrument_id", "offset": 0, "kind": "u32" },
      { "key": "eventTimeUs", "name": "event_time", "offset": 0, "kind": "i64" },
      { "key": "account", "name": "account", "offset": 0, "kind": "string" },
      {
        "key": "outcome",
        "name": "outcome",
        "offset": 0,
        "kind": "enum",
        "values": ["applied", "refused"],
      },
      { "key": "version", "name": "version", "offset": 0, "kind": "i64" },
      { "key": "expectedVersion", "name": "expected_version", "offset": 0, "kind": "i64" },
      { "key": "limits", "name": "limits", "offset": 0, "kind": "strings" },
      { "key": "before", "name": "before", "offset": 0, "kind": "numbers" },
      { "key": "after", "name": "after", "offset": 0, "kind": "numbers" },
      { "key": "reason", "name": "reason", "offset": 0, "kind": "string" },
      { "key": "reset", "name": "reset", "offset": 0, "kind": "strings" },
    ],
  },
  {
    tag: "acknowledgement",
    recordId: 0,
    rowBytes: 0,
    subject: "orders.acknowledgements",
    fields: [
      { "key": "position", "name": "position", "offset": 0, "kind": "u64" },
      { "key": "outputIndex", "name": "output_index", "offset": 0, "kind": "u16" },
      { "key": "instrumentId", "name": "instrument_id", "offset": 0, "kind": "u32" },
      { "key": "eventTimeUs", "name": "event_time", "offset": 0, "kind": "i64" },
      { "key": "account", "name": "account", "offset": 0, "kind": "string" },
      { "key": "actor", "name": "actor", "offset": 0, "kind": "string" },
      {
        "key": "state",
        "name": "state",
        "offset": 0,
        "kind": "enum",
        "values": ["active", "reducing", "halted"],
      },
      { "key": "controlPosition", "name": "control_position", "offset": 0, "kind": "u64" },
      { "key": "emitted", "name": "emitted", "offset": 0, "kind": "i64" },
    ],
  },
  {
    tag: "algorithmOrder",
    recordId: 0,
    rowBytes: 0,
    subject: "orders.algorithms",
    fields: [
      { "key": "position", "name": "position", "offset": 0, "kind": "u64" },
      { "key": "outputIndex", "name": "output_index", "offset": 0, "kind": "u16" },
      { "key": "instrumentId", "name": "instrument_id", "offset": 0, "kind": "u32" },
      { "key": "eventTimeUs", "name": "event_time", "offset": 0, "kind": "i64" },
      { "key": "account", "name": "account", "offset": 0, "kind": "string" },
      { "key": "strategy", "name": "strategy", "offset": 0, "kind": "string" },
      { "key": "clientOrderId", "name": "client_order_id", "offset": 0, "kind": "string" },
      { "key": "algorithm", "name": "algorithm", "offset": 0, "kind": "string" },
      { "key": "parameters", "name": "parameters", "offset": 0, "kind": "string" },
      {
        "key": "status",
        "name": "status",
        "offset": 0,
        "kind": "enum",
        "values": ["working", "filled", "canceled", "expired", "rejected"],
      },
      { "key": "side", "name": "side", "offset": 0, "kind": "enum", "values": ["buy", "sell"] },
      { "key": "quantityLots", "name": "quantity_lots", "offset": 0, "kind": "i64" },
      { "key": "priceTicks", "name": "price_ticks", "offset": 0, "kind": "i64" },
      { "key": "cumQuantityLots", "name": "cum_quantity_lots", "offset": 0, "kind": "i64" },
      { "key": "filledTickLots", "name": "filled_tick_lots", "offset": 0, "kind": "i64" },
      { "key": "children", "name": "children", "offset": 0, "kind": "i64" },
      {
        "key": "arrivalPriceHalfTicks",
        "name": "arrival_price_half_ticks",
        "offset": 0,
        "kind": "i64",
      },
      { "key": "startUs", "name": "start", "offset": 0, "kind": "i64" },
      { "key": "endUs", "name": "end", "offset": 0, "kind": "i64" },
      { "key": "reason", "name": "reason", "offset": 0, "kind": "string" },
    ],
  },
  {
    tag: "audit",
    recordId: 0,
    rowBytes: 0,
    subject: "audit.all",
    fields: [
      { "key": "position", "name": "position", "offset": 0, "kind": "u64" },
      { "key": "outputIndex", "name": "output_index", "offset": 0, "kind": "u16" },
      { "key": "instrumentId", "name": "instrument_id", "offset": 0, "kind": "u32" },
      { "key": "eventTimeUs", "name": "event_time", "offset": 0, "kind": "i64" },
      { "key": "who", "name": "who", "offset": 0, "kind": "string" },
      { "key": "kind", "name": "kind", "offset": 0, "kind": "string" },
      { "key": "scope", "name": "scope", "offset": 0, "kind": "string" },
      { "key": "method", "name": "method", "offset": 0, "kind": "string" },
      { "key": "route", "name": "route", "offset": 0, "kind": "string" },
      { "key": "path", "name": "path", "offset": 0, "kind": "string" },
      { "key": "requestId", "name": "request_id", "offset": 0, "kind": "string" },
      { "key": "traceId", "name": "trace_id", "offset": 0, "kind": "string" },
      { "key": "address", "name": "address", "offset": 0, "kind": "string" },
      { "key": "status", "name": "status", "offset": 0, "kind": "u32" },
      {
        "key": "outcome",
        "name": "outcome",
        "offset": 0,
        "kind": "enum",
        "values": ["done", "refused", "failed"],
      },
      { "key": "code", "name": "code", "offset": 0, "kind": "string" },
      { "key": "durationUs", "name": "duration_us", "offset": 0, "kind": "u32" },
      { "key": "inputPosition", "name": "input_position", "offset": 0, "kind": "u64" },
    ],
  },
  {
    tag: "feedEvent",
    recordId: 0,
    rowBytes: 0,
    subject: "control.feed",
    fields: [
      { "key": "position", "name": "position", "offset": 0, "kind": "u64" },
      { "key": "outputIndex", "name": "output_index", "offset": 0, "kind": "u16" },
      { "key": "instrumentId", "name": "instrument_id", "offset": 0, "kind": "u32" },
      { "key": "eventTimeUs", "name": "event_time", "offset": 0, "kind": "i64" },
      { "key": "ingestTimeUs", "name": "ingest_time", "offset": 0, "kind": "i64" },
      { "key": "feed", "name": "feed", "offset": 0, "kind": "string" },
      {
        "key": "event",
        "name": "event",
        "offset": 0,
        "kind": "enum",
        "values": ["connected", "disconnected", "gap", "resynced", "stale", "fresh"],
      },
      { "key": "missed", "name": "missed", "offset": 0, "kind": "i64" },
      { "key": "silentMs", "name": "silent_ms", "offset": 0, "kind": "i64" },
      { "key": "reason", "name": "reason", "offset": 0, "kind": "string" },
    ],
  },
];
