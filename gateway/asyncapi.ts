// The AsyncAPI 3 document of everything that streams, made of what the socket, the events and the subjects are made of.
import { openSubjects } from "../infra/local/nats-users.ts";
import { runHeaderBytes } from "../streams/message.ts";
import type { Column, RecordDefinition } from "../streams/record.ts";
import { definitionOf, type Tag } from "../streams/records.ts";
import { allStreams } from "../streams/subjects.ts";
import { accountChannels } from "./live/audience.ts";
import { isJournal } from "./live/channels.ts";
import { dataSchema, operationSchemas } from "./live/schemas.ts";
import { type Components, type Json, jsonSchemaOf } from "./openapi.ts";
import { type ChannelName, closeCodes } from "./protocol.ts";
import { channelNames, Message } from "./subscribe.ts";

const about: Readonly<Record<ChannelName, string>> = {
  quotes: "The best bid and offer of each instrument, whenever it changed",
  trades: "The newest prints on the tape",
  bars: "Every bar when it is whole",
  books: "The best levels of each book",
  predictions: "What each model predicts of each instrument",
  signals: "What strategies wish, and why",
  orders: "Every step of every order",
  fills: "Every execution",
  positions: "What each strategy holds",
  refusals: "Input that was refused",
  alerts: "What begins to need somebody, and when it is over",
  status: "How the processes do",
};

const ref = (to: string): Json => ({ $ref: `#/${to}` });

/** The document. */
export const asyncApi = (): Json => {
  const schemas: Components = {};
  const data = channelNames.map((name) => [`${name}Data`, dataMessageOf(name, schemas)] as const);
  const said = Object.entries(operationSchemas).map(([name, schema]) =>
    [name, { name, title: name, payload: jsonSchemaOf(schema, schemas) }] as const
  );
  const asked = ["request", {
    name: "request",
    title: "What a client asks",
    payload: jsonSchemaOf(Message, schemas),
    examples: [{ name: "subscribe", payload: subscribeExample }],
  }] as const;
  const subjects = openRecords();
  const records = subjects.map(({ definition }) =>
    [definition.tag, recordMessage(definition)] as const
  );
  const messages = Object.fromEntries([...data, ...said, asked, ...records]);
  const told = [...data, ...said].map(([name]) => name);
  return {
    asyncapi: "3.1.0",
    info: {
      title: "Contrail streams",
      version: "1",
      description: `${socketWords}\n\n${natsWords}`,
      license: { name: "Apache-2.0", url: "https://www.apache.org/licenses/LICENSE-2.0" },
    },
    defaultContentType: "application/json",
    servers: {
      gateway: {
        host: "127.0.0.1:8080",
        protocol: "ws",
        description: "The gateway; `--port` of npm start",
        security: ["bearer", "ticket"].map((one) => ref(`components/securitySchemes/${one}`)),
      },
      events: {
        host: "127.0.0.1:8080",
        protocol: "http",
        description: "The same server",
        security: [ref("components/securitySchemes/bearer")],
      },
      nats: {
        host: "127.0.0.1:4222",
        protocol: "nats",
        description:
          "The user `reader` of <data folder>/run/endpoints.json, which also tells the port",
        security: [ref("components/securitySchemes/reader")],
      },
    },
    channels: {
      stream: {
        address: "/v1/stream",
        title: "WebSocket",
        servers: [ref("servers/gateway")],
        messages: referring([...told, "request"]),
        bindings: { ws: { method: "GET", bindingVersion: "0.1.0" } },
      },
      events: {
        address: "/v1/stream/events",
        title: "Server-sent events",
        description: "?channels=fills,orders&symbols=A,B. The event is the channel; its id goes " +
          "back as Last-Event-ID",
        servers: [ref("servers/events")],
        messages: referring(told),
      },
      ...Object.fromEntries(subjects.map(({ subject, definitions, stream }) => [
        subject.replaceAll(".", "-"),
        {
          address: subject,
          title: subject,
          description: `In the JetStream stream ${stream}`,
          servers: [ref("servers/nats")],
          messages: referring(definitions.map(({ tag }) => tag)),
        },
      ])),
    },
    operations: {
      ask: {
        action: "receive",
        channel: ref("channels/stream"),
        summary: "A client subscribes, unsubscribes or pings",
        messages: [ref("channels/stream/messages/request")],
        reply: {
          channel: ref("channels/stream"),
          messages: ["ack", "pong", "error"].map((one) => ref(`channels/stream/messages/${one}`)),
        },
      },
      tell: {
        action: "send",
        channel: ref("channels/stream"),
        summary: "Snapshots, updates and a heartbeat a second",
        messages: told.map((one) => ref(`channels/stream/messages/${one}`)),
      },
      tellEvents: {
        action: "send",
        channel: ref("channels/events"),
        summary: "The same as events",
      },
      ...Object.fromEntries([...new Set(subjects.map(({ subject }) => subject))].map((subject) => [
        `publish-${subject.replaceAll(".", "-")}`,
        { action: "send", channel: ref(`channels/${subject.replaceAll(".", "-")}`) },
      ])),
    },
    components: {
      messages,
      schemas,
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer", description: "An API key or a JWT" },
        ticket: {
          type: "httpApiKey",
          in: "query",
          name: "ticket",
          description: "Of POST /v1/stream/tickets: good once, for 30 s. For pages",
        },
        reader: { type: "userPassword", description: "A user of an account that may only read" },
      },
    },
  };
};

const subscribeExample = {
  op: "subscribe",
  id: "1",
  channels: [{ name: "quotes", symbols: ["ALTO.sim"] }, { name: "fills", resume: "12345.0" }],
};

const referring = (names: readonly string[]): Json =>
  Object.fromEntries(names.map((name) => [name, ref(`components/messages/${name}`)]));

const dataMessageOf = (name: ChannelName, schemas: Components): Json => ({
  name: `${name}Data`,
  title: name,
  summary: about[name],
  description: `${
    isJournal(name)
      ? "Every item, once and in order; may be resumed"
      : "The newest: what a slow client misses is not made up for"
  }. Needs the scope ${accountChannels.has(name) ? "read:account" : "read:market"}.`,
  payload: jsonSchemaOf(dataSchema(name), schemas),
});

/** Subjects that an outside reader may hear, with what they carry. */
const openRecords = () =>
  allStreams.flatMap(({ name: stream, carries }) =>
    Object.entries(carries)
      .filter(([, subject]) => openSubjects.some((open) => subject.startsWith(open.slice(0, -1))))
      .map(([tag, subject]) => ({
        stream,
        subject,
        definition: definitionOf(tag as Tag),
        definitions: Object.entries(carries).filter(([, other]) => other === subject)
          .map(([other]) => definitionOf(other as Tag)),
      }))
  );

/** A record on its subject: rows of a fixed layout, or lines of JSON. */
const recordMessage = (definition: RecordDefinition): Json => {
  const { tag, frame, columns, comment, recordId } = definition;
  return {
    name: tag,
    title: tag,
    summary: comment,
    contentType: frame === undefined ? "application/x-ndjson" : "application/vnd.contrail.frame",
    ...(frame === undefined ? {} : {
      "x-frame": {
        recordId,
        rowBytes: frame.rowBytes,
        fields: columns.map(({ name, key, field }) => ({
          name,
          offset: frame.offsets[key],
          ...field.wire,
        })),
      },
    }),
    payload: {
      type: "object",
      required: columns.map(({ name }) => name),
      properties: Object.fromEntries(columns.map((column) => [column.name, columnSchema(column)])),
    },
  };
};

const columnSchema = ({ field }: Column): Json => {
  const json = jsonSchemaOf(field.schema, {});
  const time = field.column.startsWith("DateTime64") ? " (microseconds since 1970)" : "";
  return { ...json, description: `${field.comment}${time}` };
};

const socketWords = `**WebSocket and events.** Send a subscription; each channel answers with a ` +
  `snapshot and then updates. \`seq\` is a place in the input log: it is the same for ever, so ` +
  `\`resume\` goes on after it, also at a gateway that was restarted. A heartbeat comes every ` +
  `second. Close codes: ${closeCodes.unknown} the ticket is not good, ${closeCodes.slow} the client ` +
  `was too slow, ${closeCodes.tooMany} too many messages or clients, ${closeCodes.restart} the ` +
  `server restarts.`;

const natsWords =
  `**NATS.** A payload of application/vnd.contrail.frame is one run after another: ` +
  `${runHeaderBytes} bytes (record id u16, bytes per row u16, rows u32, little-endian) and that many ` +
  `rows; \`x-frame\` tells where the fields lie. A shorter row is an older one: what it lacks is 0. ` +
  `Kinds: u8 to u64 and i64 integers, f32 and f64 floats, enum one byte that counts its values, ` +
  `text ASCII padded with zeros, hex raw bytes, i64s a byte with the length and that many i64.`;
