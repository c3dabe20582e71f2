// The admin key of a new data folder: made at the first start, and shown that once.
import { Keys } from "./keys.ts";
import { scopes } from "./principal.ts";

/** Makes the first key of a folder; undefined where there has been one. */
export const firstKey = (dataDir: string): string | undefined => {
  const keys = new Keys(dataDir);
  if (keys.exist) return undefined;
  return keys.create({
    name: "first admin",
    scopes,
    accounts: [],
    strategies: [],
    expiresMs: undefined,
  }).text;
};
