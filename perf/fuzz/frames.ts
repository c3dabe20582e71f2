// Hostile frames for the WebSocket: messages that are nearly right, and bytes that break the protocol below them.
import { randomBytes } from "node:crypto";
import fc from "fast-check";

/** One frame as bytes, masked as a client must, or not. */
export interface HostileFrame {
  readonly bytes: Buffer;
  /** Whether it breaks the protocol itself, so that the server may hang up. */
  readonly breaks: boolean;
}

/** Builds a frame (RFC 6455, section 5.2). */
export const frameOf = (
  payload: Buffer,
  { opcode = 1, fin = true, masked = true, rsv = 0, length = payload.length }: {
    readonly opcode?: number;
    readonly fin?: boolean;
    readonly masked?: boolean;
    readonly rsv?: number;
    readonly length?: number;
  } = {},
): Buffer => {
  const short = length < 126 ? length : length < 65_536 ? 126 : 127;
  const head = Buffer.alloc(2 + (short === 126 ? 2 : short === 127 ? 8 : 0));
  head[0] = (fin ? 0x80 : 0) | (rsv << 4) | opcode;
  head[1] = (masked ? 0x80 : 0) | short;
  if (short === 126) head.writeUInt16BE(length, 2);
  if (short === 127) head.writeBigUInt64BE(BigInt(length), 2);
  if (!masked) return Buffer.concat([head, payload]);
  const mask = randomBytes(4);
  return Buffer.concat([head, mask, payload.map((byte, i) => byte ^ mask[i % 4]!)]);
};

const channels = [
  "quotes",
  "bars",
  "orders",
  "fills",
  "status",
  "none",
  "__proto__",
  "constructor",
];
const junk = fc.oneof(
  fc.constantFrom<unknown>(null, 0, -1, 1e308, "", "\u0000", [], {}, true, "x".repeat(2_000)),
  fc.jsonValue({ maxDepth: 3 }),
);
const maybe = <A>(good: fc.Arbitrary<A>): fc.Arbitrary<unknown> =>
  fc.oneof({ arbitrary: good as fc.Arbitrary<unknown>, weight: 5 }, { arbitrary: junk, weight: 1 });

const message = fc.record({
  op: maybe(fc.constantFrom("subscribe", "unsubscribe", "ping", "resume", "SUBSCRIBE", "login")),
  id: maybe(fc.string({ maxLength: 80 })),
  channels: maybe(fc.array(
    fc.record({
      name: maybe(fc.constantFrom(...channels)),
      symbols: maybe(fc.array(maybe(fc.constantFrom("ALTO.sim", "x")), { maxLength: 3 })),
      resume: maybe(fc.integer()),
      seq: maybe(fc.integer()),
    }, { requiredKeys: [] }),
    { maxLength: 60 },
  )),
}, { requiredKeys: [] }).map((value) => JSON.stringify(value));

const text = fc.oneof(
  { arbitrary: message, weight: 6 },
  {
    arbitrary: message.chain((one) => fc.nat({ max: one.length }).map((at) => one.slice(0, at))),
    weight: 1,
  },
  { arbitrary: fc.string({ unit: "binary", maxLength: 300 }), weight: 1 },
  {
    arbitrary: fc.constantFrom(
      `${"[".repeat(10_000)}${"]".repeat(10_000)}`,
      `{"op":"subscribe","channels":[${'{"name":"quotes"},'.repeat(300)}{"name":"fills"}]}`,
      `{"op":"ping","op":"subscribe"}`,
      `"${"y".repeat(60_000)}"`,
    ),
    weight: 1,
  },
);

const whole = text.map((one): HostileFrame => ({
  bytes: frameOf(Buffer.from(one)),
  breaks: false,
}));
const breaking = fc.oneof(
  fc.constantFrom(3, 4, 7, 11, 15).map((opcode) => frameOf(Buffer.from("x"), { opcode })),
  fc.constantFrom(1, 2, 4).map((rsv) => frameOf(Buffer.from("x"), { rsv })),
  fc.constant(frameOf(Buffer.from("{}"), { masked: false })),
  fc.constant(frameOf(Buffer.from([0xff, 0xfe, 0xc0]))),
  fc.constant(frameOf(Buffer.alloc(70_000, 120))),
  fc.constant(frameOf(Buffer.from("x"), { length: 2 ** 40 })),
  fc.constant(frameOf(Buffer.alloc(126, 1), { opcode: 9 })),
  fc.constant(frameOf(Buffer.from("x"), { opcode: 0 })),
  fc.constant(frameOf(Buffer.from([3]), { opcode: 8 })),
  fc.uint8Array({ minLength: 2, maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
).map((bytes): HostileFrame => ({ bytes, breaks: true }));
const control = fc.oneof(
  fc.constant(frameOf(Buffer.from("ping"), { opcode: 9 })),
  fc.constant(frameOf(Buffer.from("pong"), { opcode: 10 })),
  fc.constant(frameOf(Buffer.alloc(0), { opcode: 2 })),
  fc.constant(Buffer.concat([
    frameOf(Buffer.from('{"op":'), { fin: false }),
    frameOf(Buffer.from('"ping"}'), { opcode: 0 }),
  ])),
).map((bytes): HostileFrame => ({ bytes, breaks: false }));

/** Frames of every kind; one in twelve breaks the protocol. */
export const hostileFrames: fc.Arbitrary<HostileFrame> = fc.oneof(
  { arbitrary: whole, weight: 9 },
  { arbitrary: control, weight: 2 },
  { arbitrary: breaking, weight: 1 },
);
