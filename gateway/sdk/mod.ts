// The SDK of Contrail: typed REST, live data that goes on where it stopped, and frames of NATS.
import type { ClientOptions } from "./http.ts";
import { Rest } from "./rest.ts";
import { LiveStream, type StreamOptions } from "./stream.ts";

export * from "./http.ts";
export * from "./rest.ts";
export * from "./stream.ts";
export {
  decodeMessage,
  FrameError,
  type Layout,
  type LayoutField,
  type Run,
  runsOf,
} from "./frames.ts";
export type { Channels } from "./channels.ts";
export type { AnyRecord } from "./records.ts";
export { layouts } from "./records.ts";

/** A gateway: every operation of its API as a method, and its live data. */
export class Contrail extends Rest {
  /** Opens the live data; with a key, each connection has a ticket. */
  stream(options: Omit<StreamOptions, "url" | "ticket"> = {}): LiveStream {
    const { url, key } = this.options;
    return new LiveStream({
      url,
      ...options,
      ...(key === undefined ? {} : {
        ticket: async () => (await this.postStreamTicket()).ticket,
      }),
    });
  }
}

/** The client of a gateway. */
export const contrail = (options: ClientOptions): Contrail => new Contrail(options);
