// Asks the process that writes the input log, and makes a problem of every way in which it does not answer.
import { Effect } from "effect";
import type { InputAnswer, InputRequest } from "../actors/run/requests.ts";
import { Transport } from "../streams/transport/transport.ts";
import { ProblemError } from "./problems.ts";

/** How something is asked. */
export interface AskOptions {
  /** The trace that the question belongs to. */
  readonly traceparent?: string | undefined;
  /** Milliseconds that the answer may take, where it is not the usual. */
  readonly timeoutMs?: number;
}

/** A function that asks for something and gives its place in the input log. */
export const askOver = Effect.map(
  Transport,
  (transport) => (asked: InputRequest, options?: AskOptions): Effect.Effect<number, ProblemError> =>
    transport.request(JSON.stringify(asked), options).pipe(
      Effect.mapError(({ reason }) =>
        new ProblemError(
          "unavailable",
          reason === "missing"
            ? "No market is running, so nothing can be asked of it"
            : "The pipeline did not answer in time; what was asked may still be done",
        )
      ),
      Effect.flatMap((text) => {
        const answer = JSON.parse(text) as InputAnswer;
        return "position" in answer
          ? Effect.succeed(answer.position)
          : Effect.fail(new ProblemError("invalid", answer.error));
      }),
    ),
);
