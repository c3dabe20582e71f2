// Every record there is, by tag and by record id.
import { alert } from "./alerts.ts";
import type { Alert } from "./alerts.ts";
import { audit } from "./audit.ts";
import type { Audit } from "./audit.ts";
import { control, deadLetter, refusal, trace } from "./control.ts";
import type { Control, DeadLetter, Refusal, Trace } from "./control.ts";
import { feedEvent } from "./feed.ts";
import type { FeedEvent } from "./feed.ts";
import { featureVector } from "./features.ts";
import type { FeatureVector } from "./features.ts";
import { bar, bookDelta, bookSnapshot, quote, trade } from "./market.ts";
import type { Bar, BookDelta, BookSnapshot, Quote, Trade } from "./market.ts";
import { fill, orderCommand, orderEvent, riskDecision } from "./orders.ts";
import type { Fill, OrderCommand, OrderEvent, RiskDecision } from "./orders.ts";
import { outcome } from "./outcomes.ts";
import type { Outcome } from "./outcomes.ts";
import { position } from "./positions.ts";
import type { PositionRecord } from "./positions.ts";
import { prediction } from "./predictions.ts";
import type { Prediction } from "./predictions.ts";
import type { RecordDefinition } from "./record.ts";
import {
  correction,
  fillReport,
  orderStatusReport,
  positionReport,
  reportEnd,
  reportRequest,
} from "./reports.ts";
import type {
  Correction,
  FillReport,
  OrderStatusReport,
  PositionReport,
  ReportEnd,
  ReportRequest,
} from "./reports.ts";
import { signal } from "./signals.ts";
import type { Signal } from "./signals.ts";
import { acknowledgement, algorithmOrder, limitChange } from "./trading.ts";
import type { Acknowledgement, AlgorithmOrder, LimitChange } from "./trading.ts";

/** Any record. */
export type AnyRecord =
  | Quote
  | Trade
  | BookDelta
  | BookSnapshot
  | Bar
  | FeatureVector
  | Prediction
  | Outcome
  | Signal
  | OrderCommand
  | RiskDecision
  | OrderEvent
  | Fill
  | PositionRecord
  | Control
  | Refusal
  | Trace
  | DeadLetter
  | Alert
  | ReportRequest
  | OrderStatusReport
  | FillReport
  | PositionReport
  | ReportEnd
  | Correction
  | LimitChange
  | Acknowledgement
  | AlgorithmOrder
  | Audit
  | FeedEvent;
/** The tag of any record. */
export type Tag = AnyRecord["_tag"];

/** Every definition, by tag. */
export const records = {
  quote,
  trade,
  bookDelta,
  bookSnapshot,
  bar,
  featureVector,
  prediction,
  outcome,
  signal,
  orderCommand,
  riskDecision,
  orderEvent,
  fill,
  position,
  control,
  refusal,
  trace,
  deadLetter,
  alert,
  reportRequest,
  orderStatusReport,
  fillReport,
  positionReport,
  reportEnd,
  correction,
  limitChange,
  acknowledgement,
  algorithmOrder,
  audit,
  feedEvent,
} as const satisfies { [T in Tag]: { readonly tag: T } };

/** Every definition, in order. */
export const allRecords: readonly RecordDefinition[] = Object.values(records) as never;

/** The records that travel as frames, by the id in their run headers. */
export const byRecordId: ReadonlyMap<number, RecordDefinition> = new Map(
  allRecords.filter((one) => one.recordId > 0).map((one) => [one.recordId, one]),
);

/** The definition of a tag. */
export const definitionOf = (tag: Tag): RecordDefinition => records[tag] as never;
