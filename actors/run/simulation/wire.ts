// The wire of a simulated process: its connection to the server, on which everything takes time and much is lost.
import { Effect } from "effect";
import { streams } from "../../../streams/subjects.ts";
import { lingerMs } from "../../../streams/transport/limits.ts";
import type { StreamSide, Wire } from "../../../streams/transport/memory.ts";
import { TransportError } from "../../../streams/transport/transport.ts";
import type { Ack, Carrier, FencedWriter } from "../../../streams/transport/writer.ts";
import { timing } from "./faults.ts";
import type { Plant } from "./plants.ts";
import type { Server } from "./server.ts";
import type { Owner } from "./world.ts";

/** One message under way, and what its answer is given to. */
interface Underway {
  readonly arrive: () => Ack;
  readonly answer: (ack: Ack) => void;
}

/** A request and what is done with its answer. */
interface Asked<A> {
  readonly what: string;
  readonly answer: (answer: A) => void;
  readonly fail: (cause: TransportError) => void;
}

/** Messages that travel together. */
interface Packet {
  readonly messages: Underway[];
  readonly sentMs: number;
  readonly connection: number;
}

/** One connection: what is sent over it arrives in that order, or not at all. */
export class SimulatedWire implements Wire {
  private readonly server: Server;
  private readonly owner: Owner;
  private readonly plant: Plant | undefined;
  private writers: (() => FencedWriter)[] = [];
  /** When the last message sent arrives, and when the connection is up again. */
  private arrivesMs = 0;
  private upAgainMs = 0;
  /** What is about to leave: more of the same moment may join it. */
  private leaving: Packet | undefined;
  /** For each connection that was lost: what would arrive later than this does not. */
  private readonly cutsMs: number[] = [];

  constructor(server: Server, owner: Owner, plant: Plant | undefined) {
    this.server = server;
    this.owner = owner;
    this.plant = plant;
    this.lookEverySecond();
  }

  readonly carrier = (side: StreamSide, writer: () => FencedWriter): Carrier => {
    this.writers.push(writer);
    const { world } = this.server;
    const carrier: Carrier = {
      send: (message, expected) => {
        if (!this.owner.alive) return;
        this.send({
          arrive: () => this.server.publish(side, message, expected),
          answer: (ack) => writer().onAck(expected.token, ack),
        });
      },
      readTail: () =>
        new Promise((resolve, reject) =>
          this.request(side.tail, { answer: resolve, fail: reject, what: "tail" })
        ),
      ...(streams[side.stream].gates
        ? {}
        : { later: (run: () => void) => world.after(lingerMs, run, this.owner) }),
      nowMs: () => world.nowMs,
      sleep: (ms) => new Promise((resolve) => world.after(ms, resolve, this.owner)),
    };
    return this.plant?.carrier?.(carrier, writer) ?? carrier;
  };

  readonly ask = <A>(what: string, run: () => A): Effect.Effect<A, TransportError> =>
    Effect.callback<A, TransportError>((resume) => {
      this.request(() => this.server.do(what, run), {
        answer: (answer) => resume(Effect.succeed(answer)),
        fail: (cause) => resume(Effect.fail(cause)),
        what,
      });
    });

  readonly wake = (look: () => void): void => this.server.world.after(this.hop(), look, this.owner);

  /** Loses the connection, for some milliseconds; infinity where the process has died. */
  cut(downMs: number): void {
    const { world } = this.server;
    this.cutsMs.push(world.nowMs + this.hop() * world.random.between(0, 1));
    this.upAgainMs = world.nowMs + downMs;
    for (const writer of this.writers) world.after(0, () => writer().onDisconnect(), this.owner);
  }

  private hop(): number {
    return this.server.world.between(this.server.weather.hop);
  }

  /** What is under way on a connection when it is lost arrives up to some message, and no further. */
  private survives(connection: number): boolean {
    return this.server.world.nowMs <= (this.cutsMs[connection] ?? Infinity);
  }

  /** Sends a message: with those of the same turn mostly, because that is how they leave. */
  private send(message: Underway): void {
    const { world, weather } = this.server;
    if (weather.befalls("lostMessage")) return;
    const connection = this.cutsMs.length;
    const { leaving } = this;
    if (leaving?.sentMs === world.nowMs && leaving.connection === connection) {
      leaving.messages.push(message);
      if (world.chance(0.1)) this.leaving = undefined;
      return;
    }
    const packet = { messages: [message], sentMs: world.nowMs, connection };
    this.leaving = packet;
    this.arrivesMs = Math.max(
      this.arrivesMs + 0.001,
      world.nowMs + this.hop(),
      this.upAgainMs + 0.001,
    );
    world.atServer(this.arrivesMs - world.nowMs, () => this.arrive(packet));
  }

  private arrive(packet: Packet): void {
    const { world, weather } = this.server;
    const { connection, messages } = packet;
    if (this.leaving === packet) this.leaving = undefined;
    if (!this.survives(connection)) return;
    const cut = connection < this.cutsMs.length;
    const through = cut ? world.random.between(0, messages.length) : messages.length;
    const heard: (() => void)[] = [];
    for (const { arrive, answer } of messages.slice(0, through)) {
      const ack = arrive();
      if (weather.befalls("lostAck")) continue;
      const hear = () => {
        if (connection === this.cutsMs.length) answer(ack);
      };
      if (weather.befalls("lateAck")) world.after(world.between(timing.lateAck), hear, this.owner);
      else heard.push(hear);
      if (weather.befalls("doubleAck")) world.after(this.hop() * 2, hear, this.owner);
    }
    if (heard.length === 0) return;
    world.after(this.hop(), () => heard.forEach((hear) => hear()), this.owner);
  }

  /** Asks something: in its own time, beside the messages. No answer is an error after a while. */
  private request<A>(run: () => A, { what, answer, fail }: Asked<A>): void {
    const { world, weather } = this.server;
    if (!this.owner.alive) return;
    const give = () =>
      fail(new TransportError({ reason: "timeout", message: `No answer: ${what}` }));
    const giveUp = () => world.after(timing.requestMs, give, this.owner);
    const down = world.nowMs < this.upAgainMs;
    const lost = weather.befalls("noAnswer");
    if (down || (lost && world.chance(0.5))) return giveUp();
    const connection = this.cutsMs.length;
    world.atServer(this.hop(), () => {
      if (!this.survives(connection)) return giveUp();
      const say = answerOf(run, { answer, fail });
      if (lost) return giveUp();
      world.after(this.hop(), () => {
        if (connection === this.cutsMs.length) say();
        else giveUp();
      }, this.owner);
    });
  }

  private lookEverySecond(): void {
    this.server.world.after(1_000, () => {
      for (const writer of this.writers) writer().onTick();
      this.lookEverySecond();
    }, this.owner);
  }
}

/** Does what was asked, at once, and gives what then tells it. */
const answerOf = <A>(
  run: () => A,
  { answer, fail }: Pick<Asked<A>, "answer" | "fail">,
): () => void => {
  try {
    const made = run();
    return () => answer(made);
  } catch (cause) {
    if (!(cause instanceof TransportError)) throw cause;
    return () => fail(cause);
  }
};
