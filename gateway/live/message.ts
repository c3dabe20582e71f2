// Messages as they are told: written once as text and once as bytes, however many clients they go to.
import { nowUs } from "../../actors/run/clock.ts";
import { textFromTimeUs } from "../../streams/units.ts";
import type { Place } from "../parameters.ts";
import type { ChannelName, ServerMessage } from "../protocol.ts";
import type { Item } from "./channels.ts";
import { sequenceOf } from "./places.ts";

/** The time of a message. */
export const timeNow = (): string => textFromTimeUs(nowUs());

/** One message for any number of clients. */
export class Encoded {
  readonly text: string;
  /** `data`, or the name of an operation. */
  readonly kind: string;
  /** The channel, of a message with items. */
  readonly channel: ChannelName | undefined;
  /** The place of the last item; empty where there are none. */
  readonly sequence: string;
  private frameBytes: Buffer | undefined;

  constructor(
    text: string,
    of: { readonly kind: string; readonly channel?: ChannelName; readonly sequence?: string },
  ) {
    this.text = text;
    this.kind = of.kind;
    this.channel = of.channel;
    this.sequence = of.sequence ?? "";
  }

  /** The whole WebSocket frame (RFC 6455, 5.2): final, text, not masked, as servers send. */
  get frame(): Buffer {
    return this.frameBytes ??= frameOf(this.text);
  }
}

/** A message that is no data. */
export const encoded = (message: Exclude<ServerMessage, { readonly ch: ChannelName }>): Encoded =>
  new Encoded(JSON.stringify(message), { kind: message.op === "error" ? "problem" : message.op });

/** Items of a channel up to a place. */
export const dataMessage = (
  channel: ChannelName,
  type: "snapshot" | "update",
  told: { readonly place: Place; readonly items: readonly Item[] },
): Encoded => {
  const { place, items } = told;
  const data = JSON.stringify(items);
  const sequence = sequenceOf(place);
  return new Encoded(
    `{"ch":"${channel}","type":"${type}","seq":"${sequence}","ts":"${timeNow()}","data":${data}}`,
    { kind: "data", channel, sequence },
  );
};

const frameOf = (text: string): Buffer => {
  const bytes = Buffer.byteLength(text);
  const header = bytes < 126 ? 2 : bytes < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(header + bytes);
  frame[0] = 0x81;
  if (header === 2) frame[1] = bytes;
  else if (header === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(bytes, 2);
  } else {
    frame[1] = 127;
    frame.writeUInt32BE(0, 2);
    frame.writeUInt32BE(bytes, 6);
  }
  frame.write(text, header, "utf8");
  return frame;
};

/** Which items of a channel a client is told. */
export interface Cut {
  /** Clients of one group are told the same. */
  readonly group: string;
  /** Which items; all of them where it is not told. */
  readonly keeps: ((item: Item) => boolean) | undefined;
}

/** The items of a cut. */
export const cutOf = <One extends Item>(items: readonly One[], { keeps }: Cut): readonly One[] =>
  keeps === undefined ? items : items.filter(keeps);

/** What changed on a channel, cut for each group of clients, each cut written once. */
export class Pack {
  readonly channel: ChannelName;
  /** The version of its board. */
  readonly version: number;
  /** The version after which its items are. */
  readonly since: number;
  private readonly items: readonly Item[];
  private readonly place: Place;
  private readonly byGroup = new Map<string, Encoded | undefined>();

  constructor(
    channel: ChannelName,
    items: readonly Item[],
    { place, version = 0, since = 0 }: {
      readonly place: Place;
      readonly version?: number;
      readonly since?: number;
    },
  ) {
    this.channel = channel;
    this.version = version;
    this.since = since;
    this.items = items;
    this.place = place;
  }

  /** The message of a group; undefined where nothing of it changed. */
  of(cut: Cut): Encoded | undefined {
    if (this.byGroup.has(cut.group)) return this.byGroup.get(cut.group);
    const items = cutOf(this.items, cut);
    const message = items.length === 0
      ? undefined
      : dataMessage(this.channel, "update", { place: this.place, items });
    this.byGroup.set(cut.group, message);
    return message;
  }
}
