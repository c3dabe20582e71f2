// Requests that change which models run: prepared beside the models at work, one after the other, before they enter the log.
import type { ModelDesk } from "../../models/desk.ts";
import {
  changed,
  type LineUp,
  type ModelChange,
  type ModelControl,
  type ModelRequest,
} from "../../streams/models.ts";
import type { InputAnswer, InputRequest, Waiting } from "./requests.ts";

/** What requests for models are answered by. */
export interface ModelRequestsOptions {
  readonly desk: ModelDesk;
  /** The models at work at the end of the log. */
  readonly lineUp: () => LineUp;
}

/** Takes a request whose value was read. */
export type TakeModelRequest = (
  asked: InputRequest,
  request: ModelRequest,
  answer: (answer: InputAnswer) => void,
) => void;

/**
 * Prepares each request and hands it on when its models are open: so nothing waits for them at the
 * position of the swap. A request that cannot be is told why, and changes nothing. The next one begins
 * when this one is durable, because it may build on it.
 */
export const takeModelRequests = (
  { desk, lineUp }: ModelRequestsOptions,
  hand: (waiting: Waiting) => void,
): TakeModelRequest => {
  let before: Promise<void> = Promise.resolve();
  return (asked, request, answer) => {
    before = before.then(async () => {
      try {
        const change = await desk.prepare(asked.name, request, lineUp());
        await new Promise<void>((resolve) =>
          hand({
            asked,
            entering: () => entering(asked, change, lineUp()),
            answer: (one) => {
              answer(one);
              resolve();
            },
          })
        );
      } catch (cause) {
        answer({ error: (cause as Error).message });
      }
    });
  };
};

/** The control that enters, with the line-up that it leads to from there on. */
const entering = (
  asked: InputRequest,
  change: ModelChange,
  lineUp: LineUp,
): InputRequest | { readonly refused: string } => {
  const next = changed(lineUp, change);
  if ("refused" in next) return next;
  const { version } = change;
  const value: ModelControl = {
    action: change.action,
    version: version === undefined
      ? null
      : { version: version.version, sha256: version.sha256, windowRows: version.windowRows },
    lineUp: next,
  };
  return { ...asked, value: JSON.stringify(value) };
};
