// What a query gives, as the bytes of the format it names: for readers that compare or copy rows unparsed.
import { ClickHouseLogLevel, createClient } from "@clickhouse/client";
import type { Parameters, StoreOptions } from "./clickhouse.ts";
import { storeConnections, storeRequestMs } from "./limits.ts";
import { storeError } from "./store-error.ts";

/** A store that answers with bytes. */
export interface ByteStore {
  /**
   * The whole answer of a query that ends with its `FORMAT`; `{name:Type}` in it is bound to a parameter.
   * 64-bit integers come as numbers in JSON, as from `Store`. Rejects with `StoreError`.
   */
  readonly query: (sql: string, parameters?: Parameters) => Promise<Uint8Array>;
  /** Closes its connections. */
  readonly close: () => Promise<void>;
}

/** Opens a store for its bytes. */
export const openByteStore = (options: StoreOptions): ByteStore => {
  const client = createClient({
    url: options.url,
    username: options.user,
    password: options.password,
    application: options.name,
    // Failures are told once, by whoever handles them.
    log: { level: ClickHouseLogLevel.OFF },
    request_timeout: storeRequestMs,
    max_open_connections: storeConnections,
    clickhouse_settings: {
      // Otherwise an error in the middle would come as bytes after those of the rows.
      wait_end_of_query: 1,
      output_format_json_quote_64bit_integers: 0,
    },
  });
  return {
    query: async (sql, parameters = {}) => {
      try {
        const { stream } = await client.exec({ query: sql, query_params: parameters });
        const parts: Uint8Array[] = [];
        for await (const part of stream) parts.push(part as Uint8Array);
        return Buffer.concat(parts);
      } catch (cause) {
        throw storeError(cause);
      }
    },
    close: () => client.close(),
  };
};
