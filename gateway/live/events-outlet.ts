// Server-sent events (WHATWG HTML, 9.2): messages as events, with an id by which a client goes on later.
import { behindBytes } from "../limits.ts";
import type { ChannelName } from "../protocol.ts";
import { isJournal } from "./channels.ts";
import type { Outlet } from "./client.ts";
import type { Encoded } from "./message.ts";
import { sequencePattern } from "./places.ts";

/** Where a client stands in each channel that tells every item. */
export type Places = Readonly<Partial<Record<ChannelName, string>>>;

/** The id of an event: `fills=12.0,orders=13.1`. */
const idOf = (places: ReadonlyMap<ChannelName, string>): string =>
  [...places].map(([name, sequence]) => `${name}=${sequence}`).join(",");

/** Reads a `Last-Event-ID`; undefined where it is none of ours. */
export const placesOf = (id: string): Places | undefined => {
  const places: Partial<Record<ChannelName, string>> = {};
  for (const part of id.split(",").filter((one) => one !== "")) {
    const [name = "", sequence = "", ...more] = part.split("=");
    if (!isJournal(name as ChannelName) || more.length > 0 || !sequencePattern.test(sequence)) {
      return undefined;
    }
    places[name as ChannelName] = sequence;
  }
  return places;
};

/** One event as bytes. */
export const eventBytes = (event: string, data: string, id?: string): Uint8Array =>
  new TextEncoder().encode(
    `event: ${event}\n${id === undefined ? "" : `id: ${id}\n`}data: ${data}\n\n`,
  );

/** A body of events, where messages go into it, and what to do at its end. */
export interface Events {
  readonly outlet: Outlet;
  readonly body: ReadableStream<Uint8Array>;
  readonly onEnd: (run: () => void) => void;
}

/** Events for a client that stands at some places. */
export const eventsOutlet = (from: Places): Events => {
  let ended = (): void => {};
  const places = new Map(Object.entries(from) as [ChannelName, string][]);
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  const body = new ReadableStream<Uint8Array>({
    start: (one) => void (controller = one),
    cancel: () => {
      controller = undefined;
      ended();
    },
  }, new ByteLengthQueuingStrategy({ highWaterMark: behindBytes }));
  const write = (message: Encoded): void => {
    const { channel, sequence, text } = message;
    if (channel !== undefined && isJournal(channel)) places.set(channel, sequence);
    const id = places.size === 0 ? undefined : idOf(places);
    controller?.enqueue(eventBytes(channel ?? message.kind, text, id));
  };
  const outlet: Outlet = {
    write,
    together: (writes) => writes(),
    waiting: () => controller === undefined ? 0 : behindBytes - (controller.desiredSize ?? 0),
    close: (code, reason) => {
      controller?.enqueue(eventBytes("closed", JSON.stringify({ code, reason })));
      controller?.close();
      controller = undefined;
      ended();
    },
  };
  return { outlet, body, onEnd: (run) => void (ended = run) };
};
