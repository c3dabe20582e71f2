// How numbers, times and ages are written on screen: one way each.
import { settings } from "../settings/store.ts";

// Making a format costs a hundred times what using it does.
const formats: Intl.NumberFormat[] = [];
const formatOf = (decimals: number): Intl.NumberFormat =>
  formats[decimals] ??= new Intl.NumberFormat("en-US", {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });

/** A number with a fixed number of decimals, grouped, with a minus as wide as a plus. */
export const decimal = (value: number, decimals = 2): string =>
  formatOf(decimals).format(value).replace("-", "\u2212");

/** A count, shortened above ten thousand: 12.3 k, 4.5 M. */
export const count = (value: number): string => {
  if (value < 10_000) return decimal(Math.round(value), 0);
  if (value < 1_000_000) return `${(value / 1000).toFixed(1)} k`;
  return `${(value / 1_000_000).toFixed(2)} M`;
};

/** A signed amount with its sign always shown; what rounds to nothing has none. */
export const signed = (value: number, decimals = 2): string => {
  const text = decimal(Math.abs(value), decimals);
  const nothing = !/[1-9]/.test(text);
  return `${nothing ? "" : value > 0 ? "+" : "\u2212"}${text}`;
};

/** A share in percent, or a dash. */
export const percent = (value: number | null | undefined, decimals = 1): string =>
  value === null || value === undefined || !Number.isFinite(value)
    ? "–"
    : `${decimal(value * 100, decimals)} %`;

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

/** Milliseconds of an RFC 3339 time with microseconds. */
export const millis = (time: string): number => Date.parse(`${time.slice(0, 23)}Z`);

/** What times are in: for headings and exports. */
export const zoneName = (): string => settings.zone === "utc" ? "UTC" : "local";

const pad = (value: number): string => String(value).padStart(2, "0");

/** The time of day, in the zone that was chosen. */
export const clockOf = (milliseconds: number): string => {
  const at = new Date(milliseconds);
  return settings.zone === "utc"
    ? at.toISOString().slice(11, 19)
    : `${pad(at.getHours())}:${pad(at.getMinutes())}:${pad(at.getSeconds())}`;
};

/** Day and time of day, in the zone that was chosen. */
export const dateOf = (milliseconds: number): string => {
  const at = new Date(milliseconds);
  return settings.zone === "utc"
    ? at.toISOString().slice(0, 16).replace("T", " ")
    : `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())} ${
      clockOf(milliseconds).slice(0, 5)
    }`;
};

/** The time of day of an RFC 3339 time, in the zone that was chosen. */
export const clock = (time: string): string =>
  settings.zone === "utc" ? time.slice(11, 19) : clockOf(millis(time));

/** Bytes in MiB. */
export const mebibytes = (bytes: number): string => `${Math.round(bytes / 1048576)} MiB`;

/** A name of the API as words: "stop_limit" is "stop limit". */
export const wordsOfName = (name: string): string => name.replaceAll("_", " ");
