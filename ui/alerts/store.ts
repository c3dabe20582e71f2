// Messages: what comes up for a moment, and the log that keeps all of it.
import { createSignal } from "solid-js";
import { settings } from "../settings/store.ts";

/** How much a message matters. */
export type AlertLevel = "info" | "good" | "warn" | "bad";

/** One message. Messages with the same key within a minute are one, counted. */
export interface Alert {
  readonly id: number;
  readonly key: string;
  readonly timeMs: number;
  readonly level: AlertLevel;
  readonly title: string;
  readonly words: string;
  /** The screen that shows more. */
  readonly to?: string;
  readonly count: number;
}

const most = { log: 500, toasts: 4 } as const;
const togetherMs = 60_000;
/** Milliseconds a toast stays; what is bad stays until it is closed. */
const shownMs = { info: 5_000, good: 5_000, warn: 9_000, bad: 0 } as const;

const [log, setLog] = createSignal<readonly Alert[]>([]);
const [toasts, setToasts] = createSignal<readonly Alert[]>([]);
const [unseen, setUnseen] = createSignal(0);
let ids = 0;

/** Every message, newest first; those that are up; and how many matter and were not looked at. */
export { log, toasts, unseen };

/** Takes a toast away; the log keeps it. */
export const dismiss = (id: number): void => {
  setToasts((before) => before.filter((one) => one.id !== id));
};

/** Somebody looked at the log. */
export const seen = (): void => {
  setUnseen(0);
};

/** Empties the log. */
export const clearLog = (): void => {
  setLog([]);
  setToasts([]);
  seen();
};

const comesUp = (level: AlertLevel): boolean =>
  settings.toasts === "all" ||
  (settings.toasts === "important" && (level === "warn" || level === "bad"));

/** Tells something. */
export const raise = (
  told: Pick<Alert, "level" | "title" | "words"> & { readonly key?: string; readonly to?: string },
): void => {
  const key = told.key ?? `${told.title} ${told.words}`;
  const timeMs = Date.now();
  const same = log().find((one) => one.key === key && timeMs - one.timeMs < togetherMs);
  const alert: Alert = {
    ...told,
    id: same?.id ?? ++ids,
    key,
    timeMs,
    count: (same?.count ?? 0) + 1,
  };
  setLog((before) => [alert, ...before.filter((one) => one.id !== alert.id)].slice(0, most.log));
  if (same === undefined && (told.level === "warn" || told.level === "bad")) {
    setUnseen((before) => before + 1);
  }
  if (!comesUp(told.level)) return;
  const up = toasts().some((one) => one.id === alert.id);
  // A repeat changes the toast that is up; one that was closed does not come back for it.
  if (same !== undefined && !up) return;
  setToasts((before) =>
    up
      ? before.map((one) => one.id === alert.id ? alert : one)
      : [...before, alert].slice(-most.toasts)
  );
  if (shownMs[told.level] > 0 && !up) setTimeout(() => dismiss(alert.id), shownMs[told.level]);
};
