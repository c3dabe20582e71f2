// How the store fails, told apart by what can be done about it.
import { Data } from "effect";

/**
 * The store failed. `unreachable` (no answer, restarting) and `busy` (too many parts, out of memory or
 * disk) may pass by themselves; `refused` is its last word. `code` is ClickHouse's number, where it gave one.
 */
export class StoreError extends Data.TaggedError("StoreError")<{
  readonly reason: "unreachable" | "busy" | "refused";
  readonly message: string;
  readonly code?: number;
  readonly cause?: unknown;
}> {
  /** Whether trying again later may help. */
  get passes(): boolean {
    return this.reason !== "refused";
  }
}

// ClickHouse's ErrorCodes.cpp: what passes when others are done, memory is free or Keeper is back.
const busyCodes = new Set([
  159, // TIMEOUT_EXCEEDED
  202, // TOO_MANY_SIMULTANEOUS_QUERIES
  209, // SOCKET_TIMEOUT
  210, // NETWORK_ERROR
  225, // NO_ZOOKEEPER
  236, // ABORTED
  241, // MEMORY_LIMIT_EXCEEDED
  242, // TABLE_IS_READ_ONLY
  243, // NOT_ENOUGH_SPACE
  252, // TOO_MANY_PARTS
  285, // TOO_FEW_LIVE_REPLICAS
  319, // UNKNOWN_STATUS_OF_INSERT
  439, // CANNOT_SCHEDULE_TASK
  999, // KEEPER_EXCEPTION
]);

/** The error of a failed call of the client. */
export const storeError = (cause: unknown): StoreError => {
  const { code, message } = cause as { readonly code?: string; readonly message?: string };
  const words = message ?? String(cause);
  if (/^\d+$/.test(code ?? "")) {
    const number = Number(code);
    // The same code says that one insert goes to too many months, which no waiting changes.
    const passes = busyCodes.has(number) && !/partitions/.test(words);
    return new StoreError({
      reason: passes ? "busy" : "refused",
      message: words,
      code: number,
      cause,
    });
  }
  // A mistake of ours in calling the client; everything else is the network or the server's end.
  const ours = cause instanceof TypeError || cause instanceof RangeError;
  return new StoreError({ reason: ours ? "refused" : "unreachable", message: words, cause });
};
