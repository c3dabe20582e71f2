// Times and sides as venues write them, in our units.

/** Who crossed the spread. */
export type AggressorSide = "unknown" | "buy" | "sell";

/** Microseconds from milliseconds since the epoch; 0 where there are none. */
export const usOfMs = (value: unknown): number => {
  const milliseconds = Number(value ?? 0);
  return Number.isFinite(milliseconds) && milliseconds > 0 ? Math.round(milliseconds * 1000) : 0;
};

/** Microseconds from RFC 3339 text with any number of decimals; 0 where it is none. */
export const usOfText = (value: unknown): number => {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?(?:Z|[+]00:00)$/.exec(String(value));
  if (match === null) return 0;
  const seconds = Date.parse(`${match[1]}Z`);
  return seconds * 1000 + Number((match[2] ?? "").padEnd(6, "0").slice(0, 6));
};

/** The side that a word tells. */
export const sideOf = (word: unknown): AggressorSide => {
  const side = String(word).toLowerCase();
  return side === "buy" || side === "sell" ? side : "unknown";
};

/** The other side: a venue that tells who rested tells the aggressor by it. */
export const otherSide = (side: AggressorSide): AggressorSide =>
  side === "buy" ? "sell" : side === "sell" ? "buy" : "unknown";
