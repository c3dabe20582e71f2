// `/v1/stream/events` and `/v1/backtests/{id}/events`: the channels and the jobs as server-sent events.
import type { Context } from "hono";
import { isOver, type Job } from "../backtests/job.ts";
import type { Jobs } from "../backtests/jobs.ts";
import { jobFor } from "../backtests/ownership.ts";
import { answerOf } from "../backtests/routes.ts";
import { type App, type Charge, need } from "../guard.ts";
import type { Hub } from "../hub.ts";
import { jobLookMs, streamClients } from "../limits.ts";
import { invalid, ProblemError } from "../problems.ts";
import type { ChannelName } from "../protocol.ts";
import { serveReplays } from "../replays/events.ts";
import type { Replays } from "../replays/replays.ts";
import { channelNames } from "../subscribe.ts";
import { audienceOf } from "./audience.ts";
import { isJournal } from "./channels.ts";
import { eventBytes, eventsOutlet, type Places, placesOf } from "./events-outlet.ts";

/** What serving events takes. */
export interface EventOptions {
  readonly hub: Hub;
  readonly jobs: Jobs;
  readonly replays: Replays;
  readonly charge: Charge;
}

const head = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-store",
  // Whoever stands in front must hand events on as they come.
  "x-accel-buffering": "no",
};

/** Adds the routes of events. */
export const serveEvents = (app: App, { hub, jobs, replays, charge }: EventOptions): void => {
  serveReplays(app, { replays, charge, head });
  app.get("/v1/stream/events", (context) => {
    charge(context, "read");
    need(context, "read:market");
    if (hub.size >= streamClients) throw new ProblemError("tooMany", "Too many clients listen");
    const audience = audienceOf(context.get("principal"));
    const wished = wishOf(context);
    const closed = wished.channels.find((name) => !audience.hears(name));
    if (closed !== undefined) {
      throw new ProblemError("forbidden", `${closed} is not for whoever asks: see its scope`);
    }
    const { outlet, body, onEnd } = eventsOutlet(wished.places);
    const client = hub.join(outlet, audience);
    onEnd(() => hub.leave(client));
    hub.subscribeAll(
      client,
      wished.channels.map((name) => ({
        name,
        ...(wished.symbols === undefined ? {} : { symbols: wished.symbols }),
        ...(wished.places[name] === undefined ? {} : { resume: wished.places[name] }),
      })),
    );
    return new Response(body, { headers: head });
  });
  app.get("/v1/backtests/:id/events", (context) => {
    charge(context, "read");
    need(context, "read:account");
    const job = jobFor(jobs, context.req.param("id") ?? "", context.get("principal"));
    if (job === undefined) throw new ProblemError("notFound", "There is no such backtest");
    return new Response(jobEvents(job, context.req.header("last-event-id")), { headers: head });
  });
};

interface Wish {
  readonly channels: readonly ChannelName[];
  readonly symbols: readonly string[] | undefined;
  readonly places: Places;
}

const wishOf = (context: Context): Wish => {
  const { channels = "", symbols } = context.req.query();
  const names = channels.split(",").filter((name) => name !== "");
  const wrong = names.find((name) => !(channelNames as readonly string[]).includes(name));
  if (names.length === 0 || wrong !== undefined) {
    throw invalid("channels", `is "${channels.slice(0, 60)}", expected ${channelNames.join(",")}`);
  }
  const list = symbols?.split(",").filter((one) => one !== "");
  if (list?.some((one) => one.length > 64) === true || (list?.length ?? 0) > 500) {
    throw invalid("symbols", "are too many or too long, expected up to 500 of up to 64 letters");
  }
  const id = context.req.header("last-event-id") ?? context.req.query("last_event_id") ?? "";
  const places = placesOf(id);
  if (places === undefined) {
    throw invalid("Last-Event-ID", `is "${id.slice(0, 60)}", expected fills=12.0,orders=13.1`);
  }
  const wanted = Object.entries(places).filter(([name]) =>
    names.includes(name) && isJournal(name as ChannelName)
  );
  return { channels: names as ChannelName[], symbols: list, places: Object.fromEntries(wanted) };
};

/** How far a job is, whenever that changes, until it is over. */
const jobEvents = (job: Job, last: string | undefined): ReadableStream<Uint8Array> => {
  let told = last;
  let timer: NodeJS.Timeout | undefined;
  return new ReadableStream<Uint8Array>({
    start: (controller) => {
      const look = (): void => {
        const id = `${job.state}-${job.progress}`;
        const over = isOver(job);
        if (id !== told) {
          controller.enqueue(eventBytes(job.state, JSON.stringify(answerOf(job)), id));
        }
        told = id;
        if (!over) return;
        clearInterval(timer);
        controller.close();
      };
      timer = setInterval(look, jobLookMs);
      look();
    },
    cancel: () => clearInterval(timer),
  });
};
