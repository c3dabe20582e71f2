// `contrail tail`: follows a channel of the gateway, or any subject of NATS, decoded.
import { connect } from "@nats-io/transport-node";
import { Effect, Option } from "effect";
import { Argument, Command, Flag } from "effect/cli";
import { decodeMessage } from "../../gateway/sdk/mod.ts";
import type { ChannelName } from "../../gateway/protocol.ts";
import { channelNames } from "../../gateway/subscribe.ts";
import { allStreams } from "../../streams/subjects.ts";
import { CommandFailed } from "../local/command.ts";
import { readEndpoints } from "../local/endpoints.ts";
import { asked, type World, world } from "./world.ts";

const print = (record: object): void => console.log(JSON.stringify(record));

/** Prints what comes of a channel until the process ends, or so many items. */
const tailChannel = (here: World, name: ChannelName, told: Told) =>
  Effect.callback<void>((resume) => {
    let left = told.count;
    let lost = false;
    const live = here.client.stream({
      onState: (state) => {
        if (left <= 0) return;
        if (state === "closed" && !lost) {
          console.error("warn: the connection is lost; trying again");
        }
        if (state === "open" && lost) console.error("warn: connected again");
        if (state !== "connecting") lost = state === "closed";
      },
      onProblem: ({ code, detail }) => console.error(`warn: ${code}: ${detail}`),
    });
    live.listen(name, {
      ...(told.symbols === undefined ? {} : { symbols: told.symbols }),
      ...(told.from === undefined ? {} : { resume: told.from }),
      on: ({ items, type }) => {
        if (type === "snapshot" && !told.snapshot) return;
        for (const item of items) if (left-- > 0) print(item);
        if (left > 0) return;
        live.close();
        resume(Effect.void);
      },
    });
    return Effect.sync(() => live.close());
  });

/** Prints what comes on a subject until the process ends, or so many records. */
const tailSubject = (here: World, subject: string, count: number) =>
  Effect.tryPromise({
    try: async () => {
      const { url, users } = readEndpoints(here.dataDir).nats;
      const { user, password } = users.gateway;
      const connection = await connect({ servers: url.split(","), user, pass: password });
      let left = count;
      try {
        for await (const message of connection.subscribe(subject)) {
          const records = message.subject.startsWith("status.")
            ? [message.json<object>()]
            : decodeMessage(message.subject, message.data);
          for (const record of records) if (left-- > 0) print(record);
          if (left <= 0) return;
        }
      } finally {
        await connection.close();
      }
    },
    catch: (cause) =>
      new CommandFailed({ message: `Cannot follow ${subject}: ${(cause as Error).message}` }),
  });

interface Told {
  readonly count: number;
  readonly symbols: readonly string[] | undefined;
  readonly from: string | undefined;
  readonly snapshot: boolean;
}

const subjects = [...new Set(allStreams.flatMap(({ carries }) => Object.values(carries)))];

/** Follows what streams. */
export const tail = Command.make(
  "tail",
  {
    what: Argument.String("what").pipe(
      Argument.withDescription(
        `A channel (${channelNames.join(", ")}) or a subject of NATS (${subjects.join(", ")}, ` +
          "status.>, or with wildcards), which needs the data folder of this machine",
      ),
    ),
    symbols: Flag.String("symbols").pipe(
      Flag.withDescription("Of a channel only these instruments, with commas between"),
      Flag.optional,
    ),
    from: Flag.String("from").pipe(
      Flag.withDescription("Of a channel: go on after this sequence; start is the very first"),
      Flag.optional,
    ),
    snapshot: Flag.Boolean("snapshot").pipe(
      Flag.withDescription("Of a channel: also what is there already"),
      Flag.withDefault(false),
    ),
    count: Flag.Int("count").pipe(
      Flag.withDescription("Stop after so many records"),
      Flag.withDefault(Number.MAX_SAFE_INTEGER),
    ),
  },
  Effect.fn(function* ({ what, symbols, from, snapshot, count }) {
    const here = yield* world;
    if (!(channelNames as readonly string[]).includes(what)) {
      return yield* tailSubject(here, what, count);
    }
    // What is wrong from the start is an error; later the stream connects again by itself.
    yield* asked(here, (client) => client.getMe());
    yield* tailChannel(here, what as ChannelName, {
      count,
      snapshot,
      symbols: Option.getOrUndefined(symbols)?.split(","),
      from: Option.getOrUndefined(from),
    });
  }),
).pipe(
  Command.withDescription("Follows a channel or any subject, one JSON line a record"),
  Command.withExamples([
    { command: "contrail tail fills --from start", description: "Every fill there ever was" },
    { command: "contrail tail ticks.market --count 10", description: "Frames of NATS, decoded" },
  ]),
);
