// A report of a venue outside, as it lies in a control of the input log: JSON in the field `value`.
import { Result, Schema } from "effect";
import {
  type FillReport,
  fillReport,
  type OrderStatusReport,
  orderStatusReport,
  type PositionReport,
  positionReport,
  type ReportEnd,
  reportEnd,
} from "./reports.ts";

const bodyOf = <Kind extends string>(
  kind: Kind,
  { fields }: { readonly fields: Readonly<Record<string, { readonly schema: unknown }>> },
) => {
  const { position: _p, outputIndex: _o, instrumentId: _i, eventTimeUs: _e, ...own } = fields;
  return Schema.Struct({
    kind: Schema.Literal(kind),
    ...Object.fromEntries(
      Object.entries(own).map(([key, field]) => [key, field.schema as Schema.Codec<unknown>]),
    ),
  });
};

type Body<Kind extends string, R> =
  & { readonly kind: Kind }
  & Omit<
    R,
    "_tag" | "position" | "outputIndex" | "instrumentId" | "eventTimeUs"
  >;

/**
 * What an adapter tells of its venue. Instrument and event time are those of the control: 0 where no
 * instrument is concerned.
 */
export type VenueReport =
  | Body<"orderStatusReport", OrderStatusReport>
  | Body<"fillReport", FillReport>
  | Body<"positionReport", PositionReport>
  | Body<"reportEnd", ReportEnd>;

/** The schema of a venue report. */
export const VenueReport = Schema.Union([
  bodyOf("orderStatusReport", orderStatusReport),
  bodyOf("fillReport", fillReport),
  bodyOf("positionReport", positionReport),
  bodyOf("reportEnd", reportEnd),
]) as unknown as Schema.Codec<VenueReport>;

const decode = Schema.decodeUnknownResult(Schema.fromJsonString(VenueReport));

/** Reads one; undefined where the text is none. */
export const readVenueReport = (text: string): VenueReport | undefined => {
  const result = decode(text);
  return Result.isSuccess(result) ? result.success : undefined;
};
