// What is asked enters in its order, but nobody who wants to stop waits behind orders.
import { Effect } from "effect";
import { expect, it } from "vitest";
import { plainHandOrder } from "../../streams/hand-order.ts";
import { InstrumentRegistry } from "../../streams/instruments.ts";
import { MemoryStore, memoryTransport } from "../../streams/transport/memory.ts";
import { Transport } from "../../streams/transport/transport.ts";
import { requestsAtOnce } from "./limits.ts";
import { openRequests } from "./requests.ts";

const asked = (control: string, value: string) =>
  JSON.stringify({
    control,
    instrumentId: control === "order" ? 1 : 0,
    name: "",
    value,
    reason: "",
  });
const order = (i: number) =>
  asked(
    "order",
    JSON.stringify({
      ...plainHandOrder,
      ...{ clientOrderId: `order-${i}`, side: "buy", quantityLots: 1, priceTicks: 100 },
    }),
  );

it("gives a stop before the orders that came before it, and a few of those at a time", async () => {
  const program = Effect.gen(function* () {
    const transport = yield* Transport;
    const requests = yield* openRequests(new InstrumentRegistry());
    yield* Effect.sleep("10 millis");
    const all = [
      ...Array.from({ length: 200 }, (_, i) => order(i)),
      asked("tradingState", "active"),
      asked("flatten", ""),
      asked("tradingState", "halted"),
    ];
    for (const one of all) {
      yield* Effect.forkChild(Effect.ignore(transport.request(one, { timeoutMs: 60_000 })));
    }
    yield* Effect.sleep("100 millis");
    const rounds: string[][] = [];
    while (rounds.flat().length < all.length) {
      yield* Effect.promise(requests.arrived);
      rounds.push(
        requests.take().map(({ asked }) => {
          const { control, value } = asked;
          return control === "order"
            ? JSON.parse(value).clientOrderId
            : `${control} ${value}`.trim();
        }),
      );
    }
    const [first, ...others] = rounds;
    expect(first!.slice(0, 2)).toEqual(["flatten", "tradingState halted"]);
    expect(others.every((round) => round.length <= requestsAtOnce)).toBe(true);
    // Arming again is nothing to hurry with: it stays behind what came before it.
    expect(rounds.flat().slice(2)).toEqual([
      ...Array.from({ length: 200 }, (_, i) => `order-${i}`),
      "tradingState active",
    ]);
  });
  await Effect.runPromise(
    Effect.scoped(program).pipe(Effect.provide(memoryTransport(new MemoryStore()))),
  );
});
