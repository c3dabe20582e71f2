// Reads the end of a JetStream stream: its last sequence, and what the last message's headers say.
import type { JetStreamManager } from "@nats-io/jetstream";
import type { MsgHdrs } from "@nats-io/transport-node";
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

/** The end of a stream, with the name of who wrote it. Throws where it cannot be read. */
export const readTail = async (
  manager: JetStreamManager,
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
  return {
    sequence: state.last_seq,
    last: lastOf(message.header, `${stream} ${state.last_seq}`),
    cursor: cursorOf(message.header),
    writer: message.header.get(headers.writer),
  };
};
