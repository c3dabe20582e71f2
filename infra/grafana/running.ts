// What dashboards and alerts ask, and whether a system that runs answers it.

const words = new Set([
  ...[
    "rate",
    "increase",
    "resets",
    "sum",
    "absent",
    "and",
    "or",
    "by",
    "up",
    "unless",
    "offset",
    "max",
    "min",
  ],
]);

/** Names of metrics in a query of Prometheus: words that are no function, label or text. */
export const metricsOf = (query: string): string[] =>
  [
    ...query.replaceAll(/"[^"]*"|\{[^}]*\}|\[[^\]]*\]|\bby \([^)]*\)/g, " ")
      .matchAll(/[a-z][a-z0-9_]+/g),
  ].map(([name]) => name!).filter((name) => !words.has(name));

/** Names that a scrape tells. */
export const namesIn = (scrape: string): ReadonlySet<string> =>
  new Set([...scrape.matchAll(/^([a-z_0-9]+)[{ ]/gm)].map((match) => match[1]!));

/** A panel's SQL as Grafana sends it: its macros are the plugin's. */
export const expanded = (sql: string): string =>
  sql.replaceAll(
    /\$__timeFilter\(([\w.]+)\)/g,
    "$1 >= now() - INTERVAL 1 HOUR AND $1 <= now() + INTERVAL 1 MINUTE",
  );

/** Asks again and again until an answer is there. Throws what `missing` says after so many milliseconds. */
export const until = async <A>(
  look: () => Promise<A | undefined>,
  { withinMs, missing }: { readonly withinMs: number; readonly missing: () => string },
): Promise<A> => {
  for (const endMs = Date.now() + withinMs; Date.now() < endMs;) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error(missing());
};
