// What people and programs ask of the pipeline: checked here, then a record of the input log like every other.
import { Effect, Result, Schema, Stream } from "effect";
import { type Control, tradingStates } from "../../streams/control.ts";
import { readFundingRate } from "../../streams/funding.ts";
import { readHandOrder } from "../../streams/hand-order.ts";
import { readHeartbeat } from "../../streams/heartbeat.ts";
import { readLimitRequest } from "../../streams/limit-request.ts";
import { readStrategyRequest } from "../../streams/strategy-request.ts";
import { readReportRequest } from "../../streams/report-request.ts";
import { readVenueReport } from "../../streams/venue-report.ts";
import type { InstrumentRegistry } from "../../streams/instruments.ts";
import { readModelRequest } from "../../streams/models.ts";
import { Transport, type TransportRequest } from "../../streams/transport/transport.ts";
import { settingsOf } from "../machine.ts";
import { strategies } from "../strategies/roster.ts";
import { nowUs } from "./clock.ts";
import { requestsAtOnce } from "./limits.ts";
import { type ModelRequestsOptions, takeModelRequests } from "./model-requests.ts";

/** What is asked: a control without its place in the log. */
export const InputRequest = Schema.Struct({
  control: Schema.Literals([
    "order",
    "tradingState",
    "riskLimits",
    "flatten",
    "deadman",
    "venueReport",
    "reportRequest",
    "funding",
    "model",
    "setting",
  ]),
  instrumentId: Schema.Int,
  name: Schema.String.check(Schema.isMaxLength(64)),
  value: Schema.String.check(Schema.isMaxLength(4_096)),
  reason: Schema.String.check(Schema.isMaxLength(500)),
});
/** What is asked. */
export type InputRequest = typeof InputRequest.Type;

/** The answer: where it lies in the input log, durably, and what it says there; or why it is not there. */
export type InputAnswer =
  | { readonly position: number; readonly value?: string }
  | { readonly error: string };

/** A request that may enter the log. */
export interface Waiting {
  readonly asked: InputRequest;
  readonly answer: (answer: InputAnswer) => void;
  /** What enters, where that depends on what is before it in the log. */
  readonly entering?: () => InputRequest | { readonly refused: string };
}

/** Requests that wait for their place in the log. */
export interface Requests {
  /** What stops trading first, whatever came before it; of the others at most a few, in their order. */
  readonly take: () => readonly Waiting[];
  /** Resolves when there is one. */
  readonly arrived: () => Promise<void>;
}

const read = Schema.decodeUnknownResult(Schema.fromJsonString(InputRequest));

/** Takes requests until the scope closes. */
export const openRequests = Effect.fnUntraced(function* (
  instruments: InstrumentRegistry,
  models?: ModelRequestsOptions,
) {
  const transport = yield* Transport;
  let urgent: Waiting[] = [];
  const waiting: Waiting[] = [];
  let wake = () => {};
  const hand = (one: Waiting): void => {
    (stops(one.asked) ? urgent : waiting).push(one);
    wake();
  };
  const takeModelRequest = models === undefined ? undefined : takeModelRequests(models, hand);
  const receive = ({ payload, answer }: TransportRequest): void => {
    const tell = (one: InputAnswer) => answer(JSON.stringify(one));
    const result = read(payload);
    const wrong = Result.isFailure(result)
      ? "The request cannot be read"
      : wrongWith(result.success, instruments);
    if (Result.isFailure(result) || wrong !== undefined) return tell({ error: wrong! });
    if (result.success.control !== "model") return hand({ asked: result.success, answer: tell });
    if (takeModelRequest === undefined) return tell({ error: "No models can be changed here" });
    takeModelRequest(result.success, readModelRequest(result.success.value)!, tell);
  };
  yield* transport.requests.pipe(
    Stream.runForEach((request) => Effect.sync(() => receive(request))),
    Effect.forkScoped,
  );
  const requests: Requests = {
    take: () => {
      const first = urgent;
      urgent = [];
      return [...first, ...waiting.splice(0, requestsAtOnce)];
    },
    // Where some are left, what came in the meantime is heard first: a stop may be among it.
    arrived: () =>
      new Promise((resolve) =>
        urgent.length + waiting.length > 0 ? setImmediate(resolve) : wake = resolve
      ),
  };
  return requests;
});

/** Whether it makes trading less: nobody who wants that waits for orders. A heartbeat is as urgent. */
const stops = ({ control, value }: InputRequest): boolean =>
  control === "flatten" || control === "deadman" ||
  (control === "tradingState" && value !== "active");

const wrongWith = (asked: InputRequest, instruments: InstrumentRegistry): string | undefined => {
  const { control, value, instrumentId } = asked;
  const known = instruments.get(instrumentId) !== undefined;
  const place = known || (instrumentId === 0 && control !== "order" && control !== "funding")
    ? undefined
    : `There is no instrument ${instrumentId}`;
  switch (control) {
    case "tradingState":
      return tradingStates.some((one) => one === value)
        ? undefined
        : `The trading state is "${value}": expected ${tradingStates.join(", ")}`;
    case "order":
      return readHandOrder(value) === undefined ? "The order cannot be read" : place;
    case "riskLimits":
      return readLimitRequest(value) === undefined ? "The limits cannot be read" : place;
    case "deadman":
      return readHeartbeat(value) === undefined ? "The heartbeat cannot be read" : undefined;
    case "venueReport":
      return readVenueReport(value) === undefined ? "The report cannot be read" : place;
    case "reportRequest":
      return readReportRequest(value) === undefined ? "The request cannot be read" : undefined;
    case "funding":
      return readFundingRate(value) === undefined ? "The rate cannot be read" : place;
    case "model":
      return readModelRequest(value) === undefined
        ? "The request for a model cannot be read"
        : undefined;
    case "setting":
      return wrongSetting(asked.name, value);
    case "flatten":
      return undefined;
  }
};

/** What is wrong with a change of a strategy. */
const wrongSetting = (name: string, value: string): string | undefined => {
  const strategy = strategies.find((one) => one.name === name);
  const request = readStrategyRequest(value);
  if (strategy === undefined) return `There is no strategy "${name}"`;
  if (request === undefined) return "The change of the strategy cannot be read";
  try {
    settingsOf(strategy, request.settings ?? {});
    return undefined;
  } catch (cause) {
    return (cause as Error).message;
  }
};

/** The record of a request, at its place in the log and at the time of the market. */
export const controlOf = (
  asked: InputRequest,
  position: number,
  eventTimeUs: number,
): Control => ({
  _tag: "control",
  position,
  outputIndex: 0,
  eventTimeUs,
  ingestTimeUs: nowUs(),
  ...asked,
});

/** Tells every actor what time the market has. */
export const clockAt = (eventTimeUs: number, position: number): Control => ({
  _tag: "control",
  position,
  outputIndex: 0,
  instrumentId: 0,
  eventTimeUs,
  control: "clock",
  ingestTimeUs: nowUs(),
  name: "",
  value: "",
  reason: "A request is on its way",
});
