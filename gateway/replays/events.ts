// `/v1/replays/{id}/events`: a replay as server-sent events, for one listener at a time, who may go on after the last id.
import { type App, type Charge, need } from "../guard.ts";
import { behindBytes } from "../limits.ts";
import { eventBytes } from "../live/events-outlet.ts";
import { placeOfSequence, sequencePattern } from "../live/places.ts";
import { invalid, ProblemError } from "../problems.ts";
import type { Replays } from "./replays.ts";

/** Adds the route. `head` are the headers of events. */
export const serveReplays = (
  app: App,
  { replays, charge, head }: {
    readonly replays: Replays;
    readonly charge: Charge;
    readonly head: Readonly<Record<string, string>>;
  },
): void => {
  app.get("/v1/replays/:id/events", (context) => {
    charge(context, "read");
    need(context, "read:market");
    const replay = replays.find(context.req.param("id") ?? "", context.get("principal").id);
    if (replay === undefined) throw new ProblemError("notFound", "There is no such replay");
    if (replay.isHeard) throw new ProblemError("conflict", "Somebody listens to it already");
    const last = context.req.header("last-event-id") ?? "";
    if (last !== "" && !sequencePattern.test(last)) {
      throw invalid("Last-Event-ID", `is "${last.slice(0, 60)}", expected the id of an event`);
    }
    if (replay.state === "done" && last === "") {
      throw new ProblemError("conflict", "It is over; send Last-Event-ID to hear it again");
    }
    let leave = (): void => {};
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        leave = replay.listen({
          tell: (event, text, id) => controller.enqueue(eventBytes(event, text, id)),
          takes: () => (controller.desiredSize ?? 0) > 0,
          end: () => controller.close(),
        }, last === "" ? undefined : placeOfSequence(last));
      },
      cancel: () => leave(),
    }, new ByteLengthQueuingStrategy({ highWaterMark: behindBytes }));
    return new Response(body, { headers: head });
  });
};
