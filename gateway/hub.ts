// The hub of live data: what is new goes into boards, and out of them to every client that listens.
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type RawData, type WebSocket, WebSocketServer } from "ws";
import { nowUs } from "../actors/run/clock.ts";
import type { Principal } from "./access/principal.ts";
import { AlertWatch } from "./alert-watch.ts";
import { currentAlerts } from "./alerts.ts";
import { Accuracy } from "./accuracy.ts";
import {
  alertsLookMs,
  aliveSeconds,
  clientMessageBytes,
  clientMessagesPerSecond,
  closeMs,
  streamClients,
  turnMs,
} from "./limits.ts";
import { accountChannels, type Audience, audienceOf } from "./live/audience.ts";
import {
  conflatedNames,
  isJournal,
  type JournalName,
  journalNames,
  journalStreams,
} from "./live/channels.ts";
import { Client, type Outlet } from "./live/client.ts";
import type { GapReader } from "./live/gap.ts";
import { Journal } from "./live/journal.ts";
import { Latest } from "./live/latest.ts";
import { encoded, Pack, timeNow } from "./live/message.ts";
import { socketOutlet } from "./live/outlets.ts";
import { beginning, placeOfSequence } from "./live/places.ts";
import { CannotResume, Resumer } from "./live/resume.ts";
import { Snapshots } from "./live/snapshots.ts";
import { Tape } from "./live/tape.ts";
import { Turns } from "./live/turns.ts";
import type { Place } from "./parameters.ts";
import { type ChannelName, type Channels, type ClientMessage, closeCodes } from "./protocol.ts";
import { BadMessage, channelNames, readClientMessage } from "./subscribe.ts";
import { noSpans, type SpanExport } from "./span-export.ts";
import { Timings } from "./timings.ts";
import type { StreamName } from "../streams/subjects.ts";

/** Takes an item of a channel, and where the record lies that it tells of. */
export type Tell = <Name extends ChannelName>(
  channel: Name,
  item: Channels[Name],
  place: Place,
) => void;

type Subscribe = Extract<ClientMessage, { readonly op: "subscribe" }>["channels"][number];

/** Serves `/v1/stream` and its events. */
export class Hub {
  private readonly server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: clientMessageBytes,
  });
  private readonly clients = new Set<Client>();
  private readonly sockets = new Map<Client, WebSocket>();
  private readonly latest = new Map<ChannelName, Latest | Tape>([
    ...conflatedNames.map((name) => [name, new Latest(name)] as const),
    ["trades", new Tape()],
  ]);
  private readonly journals = new Map<ChannelName, Journal>(
    journalNames.map((name) => [name, new Journal(name)]),
  );
  private readonly snapshots = new Map(
    channelNames.map((name) => [name, new Snapshots(name)] as const),
  );
  private readonly turns = new Turns(this.latest);
  private readonly resumer: Resumer;
  private readonly timers: NodeJS.Timeout[] = [];
  private readonly alerts = new AlertWatch();
  private journalsChanged = false;
  /** How long the hops of the newest orders took. */
  readonly timings = new Timings();
  /** How often the newest predictions were right. */
  readonly accuracy = new Accuracy();
  /** Where the spans of orders go. */
  spans: SpanExport = noSpans;

  constructor(gap: GapReader) {
    // Alerts begin with the gateway itself.
    const alerts = this.journals.get("alerts")!;
    alerts.since = { position: nowUs(), outputIndex: 0 };
    alerts.caughtUp();
    this.resumer = new Resumer(gap, (client) => this.clients.has(client));
    this.timers.push(
      setInterval(() => this.turns.tellDue(performance.now()), turnMs),
      setInterval(() => this.lookForAlerts(), alertsLookMs),
      setInterval(() => this.askForLife(), aliveSeconds * 1_000),
    );
  }

  /** Takes an item of a channel. */
  readonly tell: Tell = (channel, item, place) => {
    if (!isJournal(channel)) return this.latest.get(channel)!.add(item as never, place);
    this.journals.get(channel)!.add(item as never, place);
    if (this.journalsChanged) return;
    this.journalsChanged = true;
    // What comes together goes out together, and none of it waits.
    setImmediate(() => this.flushJournals());
  };

  /** Everything of a stream after a place is told; what was before is in the store. */
  begin(stream: StreamName, since: Place): void {
    for (const name of journalNames) {
      if (journalStreams[name] === stream) this.journals.get(name)!.since = since;
    }
  }

  /** Takes what the store knows from before a stream begins, oldest first, for snapshots. */
  remember<Name extends JournalName>(channel: Name, items: readonly Channels[Name][]): void {
    this.journals.get(channel)!.remember(items as never);
  }

  /** A stream has been told up to where it ended at the start. */
  caughtUp(stream: StreamName): void {
    this.flushJournals();
    for (const name of journalNames) {
      if (journalStreams[name] === stream) this.journals.get(name)!.caughtUp();
    }
  }

  /** Forgets the market and its predictions from before a position, where a session starts. */
  forgetMarket(position: number): void {
    for (const name of ["quotes", "trades", "books", "predictions"] as const) {
      this.latest.get(name)!.forget(position);
    }
    this.journals.get("bars")!.forget(position);
  }

  /** The newest items of a channel. */
  newest<Name extends ChannelName>(channel: Name): readonly Channels[Name][] {
    const board = this.latest.get(channel) ?? this.journals.get(channel)!;
    return board.newest() as readonly unknown[] as readonly Channels[Name][];
  }

  /** Clients that are connected. */
  get size(): number {
    return this.clients.size;
  }

  /** Takes over an upgraded connection. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, principal: Principal): void {
    this.server.handleUpgrade(request, socket, head, (open) => {
      if (this.clients.size >= streamClients) {
        return open.close(closeCodes.tooMany, "too many clients");
      }
      const client = this.join(socketOutlet(open, socket), audienceOf(principal));
      this.sockets.set(client, open);
      open.on("message", (data, isBinary) => this.receive(client, data, isBinary));
      open.on("pong", () => client.alive = true);
      open.on("close", () => this.leave(client));
      // The close that follows an error does what there is to do.
      open.on("error", () => {});
    });
  }

  /** Tells a page that nobody knows it: a page does not see the status of an upgrade that is refused. */
  reject(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.server.handleUpgrade(request, socket, head, (open) => {
      open.on("error", () => {});
      open.close(closeCodes.unknown, "the ticket is not good, or not any more");
      setTimeout(() => open.terminate(), closeMs).unref();
    });
  }

  /** Takes a client in. */
  join(outlet: Outlet, audience: Audience): Client {
    const client = new Client(outlet, audience, { latest: this.latest, journals: this.journals });
    this.clients.add(client);
    this.turns.join(client);
    return client;
  }

  /** Lets a client go. */
  leave(client: Client): void {
    if (!this.clients.delete(client)) return;
    this.turns.leave(client);
    this.sockets.delete(client);
  }

  /** Tells everyone that the server goes, and closes. */
  close(): void {
    for (const timer of this.timers) clearInterval(timer);
    for (const { outlet } of this.clients) outlet.close(closeCodes.restart, "the server stops");
    this.server.close();
  }

  /** Cuts off whoever did not answer the closing. */
  terminate(): void {
    for (const socket of this.sockets.values()) socket.terminate();
  }

  private receive(client: Client, data: RawData, isBinary: boolean): void {
    client.alive = true;
    if (++client.messages > clientMessagesPerSecond) {
      return client.outlet.close(closeCodes.tooMany, "too many messages");
    }
    try {
      this.follow(client, readClientMessage(isBinary ? "" : data.toString()));
    } catch (cause) {
      if (!(cause instanceof BadMessage)) throw cause;
      const { id, code, message: detail } = cause;
      client.outlet.write(encoded({ op: "error", id, code, detail }));
    }
  }

  private follow(client: Client, message: ClientMessage): void {
    const id = message.id ?? null;
    if (message.op === "ping") {
      return client.outlet.write(encoded({ op: "pong", id, ts: timeNow() }));
    }
    if (message.op === "unsubscribe") {
      for (const { name } of message.channels) client.subscriptions.delete(name);
    } else {
      const closed = message.channels.find(({ name }) => !client.audience.hears(name));
      if (closed !== undefined) {
        const scope = accountChannels.has(closed.name) ? "read:account" : "read:market";
        throw new BadMessage(`${closed.name} needs the scope ${scope}`, { id, code: "forbidden" });
      }
    }
    const begins = message.op === "unsubscribe"
      ? []
      : message.channels.map((one) => this.subscribe(client, one));
    client.outlet.write(encoded({ op: "ack", id, channels: [...client.subscriptions.keys()] }));
    void inOrder(begins);
  }

  /** Subscribes to channels whose beginnings are told one after the other. */
  subscribeAll(client: Client, channels: readonly Subscribe[]): void {
    void inOrder(channels.map((one) => this.subscribe(client, one)));
  }

  /** Subscribes to a channel, and gives what tells its beginning. */
  private subscribe(client: Client, { name, symbols, resume }: Subscribe): () => Promise<void> {
    const sent = resume === undefined ? beginning : placeOfSequence(resume);
    const one = client.subscribe(name, symbols, sent);
    const journal = this.journals.get(name);
    const snapshot = (board: Latest | Tape | Journal, place: Place) => {
      if (client.subscriptions.get(name) !== one) return;
      client.outlet.write(this.snapshots.get(name)!.of(one, board, place));
    };
    return async () => {
      if (journal === undefined || !isJournal(name)) {
        const board = this.latest.get(name)!;
        snapshot(board, board.place);
        one.version = board.version;
        one.filling = false;
        return;
      }
      if (resume !== undefined) {
        try {
          return await this.resumer.resume(client, name, { journal, one });
        } catch (cause) {
          if (!(cause instanceof CannotResume)) throw cause;
          const detail = `Cannot go on with ${name} after "${resume}": ${cause.message}`;
          client.outlet.write(encoded({ op: "error", id: null, code: "cannotResume", detail }));
        }
      }
      if (!journal.ready) await journal.whenReady();
      snapshot(journal, journal.end);
      one.sent = journal.end;
      one.filling = false;
    };
  }

  private flushJournals(): void {
    this.journalsChanged = false;
    for (const [name, journal] of this.journals) {
      const entries = journal.flush();
      if (entries.length === 0) continue;
      const { end } = journal;
      const pack = new Pack(name, entries.map(({ item }) => item), { place: end });
      for (const client of this.clients) client.tellJournal(pack, entries, end);
    }
  }

  private lookForAlerts(): void {
    for (const change of this.alerts.look(currentAlerts(this), nowUs())) {
      this.tell("alerts", change, { position: change.position, outputIndex: 0 });
    }
  }

  private askForLife(): void {
    for (const [client, socket] of this.sockets) {
      if (!client.alive) {
        socket.terminate();
        continue;
      }
      client.alive = false;
      socket.ping();
    }
  }
}

/** Tells the beginnings of channels one after the other. */
const inOrder = async (begins: readonly (() => Promise<void>)[]): Promise<void> => {
  for (const begin of begins) await begin();
};
