// How numbers, times and ages are written on screen: one way each.

/** A number with a fixed number of decimals and thin grouping. */
export const decimal = (value: number, decimals = 2): string =>
  value.toLocaleString("en-US", {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });

/** A count, shortened above ten thousand: 12.3 k, 4.5 M. */
export const count = (value: number): string => {
  if (value < 10_000) return Math.round(value).toLocaleString("en-US");
  if (value < 1_000_000) return `${(value / 1000).toFixed(1)} k`;
  return `${(value / 1_000_000).toFixed(2)} M`;
};

/** A signed amount with its sign always shown. */
export const signed = (value: number, decimals = 2): string =>
  `${value > 0 ? "+" : value < 0 ? "\u2212" : ""}${decimal(Math.abs(value), decimals)}`;

/** An arrow beside a colour, so that direction never hangs on colour alone. */
export const arrow = (value: number): string => value > 0 ? "▲" : value < 0 ? "▼" : "◆";

/** The class of a signed number. */
export const tone = (value: number): "up" | "down" | "plain" =>
  value > 0 ? "up" : value < 0 ? "down" : "plain";

/** An age in its largest sensible unit. */
export const age = (milliseconds: number): string => {
  if (milliseconds < 1000) return `${Math.max(0, Math.round(milliseconds))} ms`;
  if (milliseconds < 60_000) return `${Math.round(milliseconds / 1000)} s`;
  if (milliseconds < 3_600_000) return `${Math.round(milliseconds / 60_000)} min`;
  return `${Math.round(milliseconds / 3_600_000)} h`;
};

/** The time of day of an RFC 3339 time, UTC. */
export const clock = (time: string): string => time.slice(11, 19);

/** Bytes in MiB. */
export const mebibytes = (bytes: number): string => `${Math.round(bytes / 1048576)} MiB`;
