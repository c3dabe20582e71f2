// Watches quotes for a while: the newest of each instrument, as they change.
import { contrail } from "../mod.ts";

/** Prints so many updates, and gives how many there were. */
export const watch = async (
  url: string,
  { updates, key }: { readonly updates: number; readonly key?: string },
): Promise<number> => {
  const live = contrail({ url, ...(key === undefined ? {} : { key }) }).stream();
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

if (import.meta.main) {
  const [url = "http://127.0.0.1:8080", key] = process.argv.slice(2);
  await watch(url, { updates: 10, ...(key === undefined ? {} : { key }) });
}
