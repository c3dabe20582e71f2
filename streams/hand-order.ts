// An order by hand, as it lies in a control of the input log: JSON in the field `value`.
import { Result, Schema } from "effect";
import { orderCommand, plainOrder } from "./orders.ts";

const { fields } = orderCommand;

/** What is asked of a venue by hand. */
export const HandOrder = Schema.Struct({
  command: fields.command.schema,
  clientOrderId: Schema.String.check(Schema.isPattern(/^[\w.:-]{1,64}$/)),
  side: fields.side.schema,
  orderType: fields.orderType.schema,
  timeInForce: fields.timeInForce.schema,
  quantityLots: fields.quantityLots.schema,
  priceTicks: fields.priceTicks.schema,
  stopPriceTicks: fields.stopPriceTicks.schema,
  trailTicks: fields.trailTicks.schema,
  execInst: fields.execInst.schema,
  expireTimeUs: fields.expireTimeUs.schema,
  orderListId: fields.orderListId.schema,
  parentOrderId: fields.parentOrderId.schema,
  /** The algorithm that works it in children, and what it is told; a plain order where it is left out. */
  algorithm: Schema.optionalKey(Schema.String.check(Schema.isPattern(/^[a-z-]{1,32}$/))),
  parameters: Schema.optionalKey(Schema.Record(Schema.String, Schema.Finite)),
});
/** What is asked of a venue by hand. */
export type HandOrder = typeof HandOrder.Type;

/** An order of which nothing special is asked. */
export const plainHandOrder: HandOrder = {
  command: "submit",
  clientOrderId: "",
  side: "buy",
  orderType: "limit",
  timeInForce: "day",
  quantityLots: 0,
  priceTicks: 0,
  stopPriceTicks: plainOrder.stopPriceTicks,
  trailTicks: plainOrder.trailTicks,
  execInst: plainOrder.execInst,
  expireTimeUs: plainOrder.expireTimeUs,
  orderListId: plainOrder.orderListId,
  parentOrderId: plainOrder.parentOrderId,
};

const decode = Schema.decodeUnknownResult(Schema.fromJsonString(HandOrder));

/** Reads one; undefined where the text is none. */
export const readHandOrder = (text: string): HandOrder | undefined => {
  const result = decode(text);
  return Result.isSuccess(result) ? result.success : undefined;
};
