// Watches quotes for a while: the newest of each instrument, as they change.
import { contrail } from "../mod.ts";

/** Prints so many updates. */
export const watch = async (url: string, updates: number): Promise<number> => {
  const live = contrail({ url }).stream();
  let seen = 0;
  await new Promise<void>((done) =>
    live.listen("quotes", {
      on: ({ items, time }) => {
        for (const { symbol, bp, ap } of items) console.log(time, symbol, bp, ap);
        if (++seen >= updates) done();
      },
    })
  );
  live.close();
  return seen;
};

if (import.meta.main) await watch("http://127.0.0.1:8080", 10);
