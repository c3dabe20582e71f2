// Who may publish and subscribe what on NATS: the least each process needs.
import { allStreams, streams } from "../../streams/subjects.ts";
import type { NatsUser } from "./endpoints.ts";

/** Subjects a user may publish to and subscribe to; everything else is refused by the server. */
export interface NatsPermissions {
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
}

const api = (...operations: readonly string[]) => operations.map((one) => `$JS.API.${one}`);

const lookAtStreams = api("INFO", "STREAM.NAMES", "STREAM.LIST", "STREAM.INFO.*");

/** Everything a reader of every stream needs. Acks and flow control go to subjects of their own. */
const readEveryStream = [
  ...lookAtStreams,
  ...api("STREAM.MSG.GET.*", "DIRECT.GET.>"),
  ...api("CONSUMER.CREATE.>", "CONSUMER.DURABLE.CREATE.>", "CONSUMER.MSG.NEXT.>"),
  ...api("CONSUMER.INFO.>", "CONSUMER.DELETE.>", "CONSUMER.NAMES.*", "CONSUMER.LIST.*"),
  "$JS.ACK.>",
  "$JS.FC.>",
];

/** Key-value buckets are streams `KV_<bucket>` with subjects `$KV.<bucket>.<key>`. */
const keepSnapshots = ["$KV.>", ...api("STREAM.CREATE.*", "STREAM.UPDATE.*")];

/** An object bucket is a stream `OBJ_<bucket>` with subjects `$O.<bucket>.`, for chunks and what is known of them. */
const keepObjects = ["$O.models.>"];

const streamSubjects = allStreams.flatMap((stream) => stream.subjects);
/** What the pipeline writes; of what people asked it writes nothing. */
const pipelineSubjects = allStreams.filter(({ writer }) => writer !== "gateway")
  .flatMap((stream) => stream.subjects);

/** The streams an outside reader may see whole; of the input log it sees the ticks only. */
const openStreams = [streams.MARKET, streams.FEATURES, streams.PREDICTIONS, streams.SIGNALS];

/** What an outside reader may listen to. */
export const openSubjects: readonly string[] = [
  "ticks.>",
  ...openStreams.flatMap((stream) => stream.subjects),
];

/** Requests an outside reader may send. It may neither list nor delete consumers: those of others are there too. */
export const openRequests: readonly string[] = [
  ...api("INFO", "STREAM.NAMES"),
  ...openStreams.flatMap(({ name }) =>
    api(
      `STREAM.INFO.${name}`,
      `STREAM.MSG.GET.${name}`,
      `CONSUMER.CREATE.${name}.>`,
      `CONSUMER.INFO.${name}.*`,
      `CONSUMER.MSG.NEXT.${name}.*`,
    )
  ),
  // The filter is part of the subject, and the server holds the request to it.
  ...api("STREAM.INFO.INPUT", "CONSUMER.CREATE.INPUT.*.ticks.>"),
  ...api("CONSUMER.INFO.INPUT.*", "CONSUMER.MSG.NEXT.INPUT.*"),
];

/** The permissions of every user. None may delete a stream: that is done by deleting the data folder. */
export const natsPermissions: Readonly<Record<NatsUser, NatsPermissions>> = {
  core: {
    publish: [
      ...pipelineSubjects,
      "status.core",
      ...readEveryStream,
      ...keepSnapshots,
      ...keepObjects,
      ...api("STREAM.PURGE.*"),
      // Answers to requests.
      "_INBOX.>",
    ],
    subscribe: [...streamSubjects, "status.>", "requests.input", "_INBOX.>"],
  },
  recorder: {
    // It drops what is recorded: a full stream would stop its writer.
    publish: [
      "status.recorder",
      ...readEveryStream,
      ...keepSnapshots,
      ...allStreams.flatMap(({ name }) => api(`STREAM.PURGE.${name}`)),
    ],
    subscribe: [...streamSubjects, "status.>", "_INBOX.>"],
  },
  gateway: {
    publish: ["status.gateway", "requests.input", ...streams.AUDIT.subjects, ...readEveryStream],
    subscribe: [...streamSubjects, "status.>", "_INBOX.>"],
  },
  // In an account of its own (see `nats-config.ts`), so its inboxes are not those of the others.
  reader: { publish: openRequests, subscribe: [...openSubjects, "_INBOX.>"] },
};
