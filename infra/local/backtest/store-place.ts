// Where the ClickHouse of a data folder is, for whoever keeps runs in it or reads what it recorded.
import { resolve } from "node:path";
import type { StoreOptions } from "../../../streams/transport/clickhouse.ts";
import { readEndpoints } from "../endpoints.ts";
import { BadOption } from "./options.ts";

/** The store of a running system. Throws `BadOption` where none runs. */
export const storeOptions = (dataDir: string): StoreOptions => {
  try {
    const { url, users } = readEndpoints(resolve(dataDir)).clickhouse;
    return { url, ...users.ingest, name: "backtest" };
  } catch (cause) {
    throw new BadOption(
      `--store "${dataDir}": no running system keeps its tables there: ${(cause as Error).message}`,
    );
  }
};
