// Reads the end of a JetStream stream: its last sequence, and what the last message's headers say.
import type { JetStreamManager } from "@nats-io/jetstream";
import type { MsgHdrs, NatsConnection } from "@nats-io/transport-node";
import { headers } from "../subjects.ts";
import { type Last, type Tail, TransportError } from "./transport.ts";

/** The last record that a message's headers name. Throws `TransportError` where they name none. */
export const lastOf = (header: MsgHdrs | undefined, place: string): Last => {
  const [position, outputIndex] = (header?.get(headers.last) ?? "").split(".").map(Number);
  if (!Number.isSafeInteger(position) || !Number.isSafeInteger(outputIndex)) {
    throw new TransportError({
      reason: "damaged",
      message: `${place} has no header ${headers.last}`,
    });
  }
  return { position: position!, outputIndex: outputIndex! };
};

/** The source cursor of a message, where it has one. */
export const cursorOf = (header: MsgHdrs | undefined): number | undefined => {
  const text = header?.get(headers.cursor) ?? "";
  return text === "" ? undefined : Number(text);
};

/**
 * Whether a message lies where its writer put it: every writer names the sequence before its own. A copy
 * of a replicated stream that has lost messages goes on counting without them, and says nothing.
 */
export const isInPlace = (header: MsgHdrs | undefined, sequence: number): boolean => {
  const before = header?.get("Nats-Expected-Last-Sequence") ?? "";
  return before === "" || Number(before) === sequence - 1;
};

/** The end of a stream, with the name of who wrote it. Throws where it cannot be read. */
export const readTail = async (
  { connection, manager }: {
    readonly connection: NatsConnection;
    readonly manager: JetStreamManager;
  },
  stream: string,
): Promise<Tail & { readonly writer: string }> => {
  const { state } = await manager.streams.info(stream);
  if (state.last_seq === 0) return { sequence: 0, last: undefined, cursor: undefined, writer: "" };
  const message = await manager.streams.getMessage(stream, { seq: state.last_seq });
  if (message === null) {
    throw new TransportError({
      reason: "damaged",
      message: `Stream ${stream} has lost its last message, ${state.last_seq}`,
    });
  }
  if (!isInPlace(message.header, state.last_seq)) {
    // Whoever leads has lost messages: the others are asked to lead instead.
    await connection.request(`$JS.API.STREAM.LEADER.STEPDOWN.${stream}`).catch(() => {});
    throw new TransportError({
      reason: "disconnected",
      message: `The copy of stream ${stream} that leads has lost messages before ${state.last_seq}`,
    });
  }
  return {
    sequence: state.last_seq,
    last: lastOf(message.header, `${stream} ${state.last_seq}`),
    cursor: cursorOf(message.header),
    writer: message.header.get(headers.writer),
  };
};
