// Where the time of an order goes: the hops of its why-trace, over the newest fills of orders that k6 sent.
interface Fill {
  readonly id: string;
  readonly client_order_id: string;
}
interface Why {
  readonly hops: readonly { readonly name: string; readonly took_us: number | null }[];
  /** In event time, by the clock of the market: what the paper venue's latency model adds, and the wait for its next tick. */
  readonly order_to_fill_us: number;
}

/** Milliseconds of one hop. */
export interface HopTimes {
  readonly p50: number;
  readonly p95: number;
}

const most = 20;
/** Milliseconds that a fill may take to tell why; one that takes longer is left out. */
const patienceMs = 3_000;

/** Medians and 95th percentiles of every hop, in milliseconds; fills whose trace is not recorded yet are left out. */
export const hopsOf = async (base: string): Promise<Readonly<Record<string, HopTimes>>> => {
  const get = async <A>(path: string): Promise<A | undefined> => {
    const answer = await fetch(`${base}${path}`, { signal: AbortSignal.timeout(patienceMs) })
      .catch(() => undefined);
    return answer?.ok === true ? await answer.json() as A : undefined;
  };
  const page = await get<{ readonly data: readonly Fill[] }>("/v1/fills?limit=1000");
  const ours = (page?.data ?? []).filter((one) => one.client_order_id.startsWith("k6-"));
  const took = new Map<string, number[]>();
  const add = (name: string, us: number) => {
    const before = took.get(name) ?? [];
    before.push(us / 1000);
    took.set(name, before);
  };
  for (const { id } of ours.slice(0, most)) {
    const why = await get<Why>(`/v1/fills/${encodeURIComponent(id)}/why`);
    if (why === undefined) continue;
    for (const { name, took_us } of why.hops) if (took_us !== null) add(name, took_us);
    add("paper venue: order to fill, event time", why.order_to_fill_us);
  }
  const at = (sorted: readonly number[], share: number) =>
    Math.round((sorted[Math.floor(sorted.length * share)] ?? 0) * 1000) / 1000;
  return Object.fromEntries(
    [...took].map(([name, all]) => {
      const sorted = all.toSorted((a, b) => a - b);
      return [name, { p50: at(sorted, 0.5), p95: at(sorted, 0.95) }];
    }),
  );
};
