// Ends what a test left behind: orders by hand that still work, and a halt.
import type { OrderAnswer, TradingStateAnswer } from "../../gateway/protocol.ts";
import { isWorking } from "../live/model.ts";

/** Cancels the orders by hand, arms trading again, and waits until both are so. */
export const settle = async (url: string): Promise<void> => {
  const get = async <A>(path: string): Promise<A> => (await fetch(url + path)).json() as Promise<A>;
  const post = (path: string, body: object) =>
    fetch(url + path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  for (let i = 0; i < 60; i++) {
    const { data } = await get<{ data: readonly OrderAnswer[] }>("/v1/orders?limit=500");
    const ours = data.filter((one) => one.strategy_id === "" && isWorking(one));
    const { state } = await get<TradingStateAnswer>("/v1/trading-state");
    if (ours.length === 0 && state === "active") return;
    if (ours.length > 0) {
      await post("/v1/orders/cancel", { client_order_ids: ours.map((one) => one.client_order_id) });
    }
    if (state !== "active") await post("/v1/resume", { reason: "the next test begins" });
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error("Orders by hand, or a halt, of the test before do not end");
};
