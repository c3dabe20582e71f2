// Submits an order and waits for its fills, each once, whatever happens to the connection.
import { contrail } from "../mod.ts";

/** Buys one lot at the market, and gives the ids of the fills. */
export const buyOne = async (url: string, key?: string): Promise<readonly string[]> => {
  const client = contrail({ url, ...(key === undefined ? {} : { key }) });
  const { data: [newest] } = await client.getFills({ limit: 1 });
  const order = await client.postOrder({
    symbol: "ALTO.sim",
    side: "buy",
    qty: "1",
    client_order_id: `example-${crypto.randomUUID().slice(0, 8)}`,
  });
  const live = client.stream();
  const ids: string[] = [];
  await new Promise<void>((done) =>
    live.listen("fills", {
      // Places begin with the position, so everything after the newest fill that was known.
      resume: newest === undefined ? "start" : `${newest.position}.0`,
      on: ({ items }) => {
        for (const fill of items) {
          if (fill.client_order_id !== order.client_order_id) continue;
          ids.push(fill.id);
          if (fill.leaves_qty === "0") done();
        }
      },
    })
  );
  live.close();
  return ids;
};

if (import.meta.main) {
  const [url = "http://127.0.0.1:8080", key] = process.argv.slice(2);
  console.log((await buyOne(url, key)).join("\n"));
}
