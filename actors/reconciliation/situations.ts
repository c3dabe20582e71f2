// Every situation that reconciliation knows: what it is, and what is done about it. The page of the documents is made of it.
import type { CorrectionAction } from "../../streams/reports.ts";

/** A situation by name. */
export interface Situation {
  readonly about: string;
  readonly action: CorrectionAction;
  readonly does: string;
}

/** The situations. */
export const situations = {
  acceptLost: {
    about: "The venue works an order whose acceptance we never heard of",
    action: "eventAdded",
    does: "The acceptance is added",
  },
  neverArrived: {
    about: "The venue, asked by id, does not know an order that was on its way for long",
    action: "outcomeProved",
    does: "The order is rejected: it never arrived",
  },
  outcomeUnknown: {
    about: "Nothing was heard of an order for longer than an answer takes",
    action: "orderFlagged",
    does: "The order stays in flight, and the venue is asked for it by id",
  },
  rejectLost: {
    about: "The venue rejected an order, and we never heard of it",
    action: "outcomeProved",
    does: "The rejection is added",
  },
  cancelLost: {
    about: "The venue canceled an order, and we never heard of it",
    action: "eventAdded",
    does: "The cancel is added, after the fills that came before it",
  },
  expiryLost: {
    about: "An order expired at the venue, and we never heard of it",
    action: "eventAdded",
    does: "The expiry is added, after the fills that came before it",
  },
  replaceLost: {
    about: "Quantity or price of a working order differ: a replace whose answer was lost",
    action: "eventAdded",
    does: "The replacement is added",
  },
  fillMissed: {
    about: "The venue tells of a fill that we never heard of",
    action: "fillAdded",
    does: "The fill is added under an id made of the venue's, and the event it makes",
  },
  fillAfterEnd: {
    about: "A fill crossed the end of its order: a cancel, expiry or rejection came first",
    action: "fillAdded",
    does: "The fill is added; the order stays ended",
  },
  fillRepeated: {
    about: "A fill is told a second time",
    action: "duplicateIgnored",
    does: "Nothing: its trade id is known",
  },
  fillInferred: {
    about: "The venue's filled quantity is above ours, and its answer holds no fill for it",
    action: "fillAdded",
    does: "A fill of the difference is added at the order's price, and marked as inferred",
  },
  fillExplained: {
    about: "A fill is told whose quantity was inferred before",
    action: "duplicateIgnored",
    does: "Nothing: its quantity is counted",
  },
  overfill: {
    about: "A fill would fill more than was ordered",
    action: "fillFlagged",
    does: "The fill is flagged and not counted: a person has to look",
  },
  fillOfOtherSide: {
    about: "A fill of a buy order says that it sold, or the other way round",
    action: "fillFlagged",
    does: "The fill is flagged and not counted: a person has to look",
  },
  fillOfNothing: {
    about: "A fill has no quantity, or no price",
    action: "fillFlagged",
    does: "The fill is flagged and not counted",
  },
  externalFill: {
    about: "A fill of an order that is none of ours",
    action: "fillAdded",
    does: "The fill is added for the strategy external, where unknown orders are adopted",
  },
  externalFillFlagged: {
    about: "A fill of an order that is none of ours",
    action: "fillFlagged",
    does: "The fill is flagged, where unknown orders are not adopted",
  },
  externalOrder: {
    about: "The venue works an order that is none of ours",
    action: "orderAdopted",
    does: "The order is adopted for the strategy external, and counts in every limit",
  },
  externalOrderFlagged: {
    about: "The venue works an order that is none of ours",
    action: "orderFlagged",
    does: "The order is flagged, where unknown orders are not adopted",
  },
  externalOrderEnded: {
    about: "The venue tells of an order that is none of ours and has ended",
    action: "orderFlagged",
    does: "The order is flagged; its fills are told by themselves",
  },
  externalOrderOverfilled: {
    about: "An order that is none of ours was filled in part before it was seen",
    action: "orderAdopted",
    does: "The order is adopted with what is left; its fills are told by themselves",
  },
  workingAfterEnd: {
    about: "The venue works an order that ended as far as we know",
    action: "orderFlagged",
    does: "The order is flagged, and asked to be canceled",
  },
  missingFromReport: {
    about: "A working order is not in the venue's complete list",
    action: "orderFlagged",
    does: "The order stays working, and the venue is asked for it by id",
  },
  forgotten: {
    about: "The venue, asked by id, does not know an order that it accepted before",
    action: "orderFlagged",
    does: "The order stays working, and the venue is asked again",
  },
  forgottenForGood: {
    about: "The venue has not known an accepted order for several answers in a row",
    action: "outcomeProved",
    does: "The order expires",
  },
  staleReport: {
    about: "A report says that less is filled than we know",
    action: "duplicateIgnored",
    does: "Nothing: the report is older than what we know",
  },
  overfilledReport: {
    about: "A report says that more is filled than was ordered",
    action: "orderFlagged",
    does: "The order is flagged: a person has to look",
  },
  otherSide: {
    about: "A report says that a buy order sells, or the other way round",
    action: "orderFlagged",
    does: "The order is flagged and left as it is",
  },
  venueIdChanged: {
    about: "The venue tells of an order under another id of its own",
    action: "eventAdded",
    does: "The order goes on under the new id",
  },
  positionDiffers: {
    about: "The venue's position differs from the sum of our fills",
    action: "positionFlagged",
    does: "The position is flagged; nothing is traded because of it",
  },
  positionMissing: {
    about: "We hold what the venue's complete list does not have",
    action: "positionFlagged",
    does: "The position is flagged; nothing is traded because of it",
  },
  positionUnknown: {
    about: "The venue holds a position of ours in which we never traded",
    action: "positionFlagged",
    does: "The position is flagged; nothing is traded because of it",
  },
  requestFailed: {
    about: "The venue did not tell everything that was asked",
    action: "requestFailed",
    does: "Nothing is concluded from what is missing; it is asked again",
  },
} as const satisfies Readonly<Record<string, Situation>>;

/** The name of a situation. */
export type SituationName = keyof typeof situations;
