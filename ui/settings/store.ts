// How this person likes the window: kept in this browser, applied to the whole page at once.
import { createEffect, createRoot } from "solid-js";
import { createStore } from "solid-js/store";

/** Everything a person may choose. */
export interface Settings {
  readonly theme: "system" | "dark" | "light" | "contrast";
  /** The zone that times are written in. */
  readonly zone: "utc" | "local";
  readonly motion: "system" | "less";
  readonly glass: "on" | "off";
  /** When an order is asked about once more before it is sent. */
  readonly confirm: "always" | "above" | "never";
  /** Value from which "above" asks, in currency. */
  readonly confirmAbove: number;
  /** Keys that trade. Off until somebody turns them on. */
  readonly hotKeys: boolean;
  /** Which messages come up; all of them are in the log. */
  readonly toasts: "all" | "important" | "none";
}

/** The values a choice may have; the first is the one to begin with. */
export const choices = {
  theme: ["system", "dark", "light", "contrast"],
  zone: ["utc", "local"],
  motion: ["system", "less"],
  glass: ["on", "off"],
  confirm: ["above", "always", "never"],
  toasts: ["all", "important", "none"],
} as const;

const standard: Settings = {
  theme: "system",
  zone: "utc",
  motion: "system",
  glass: "on",
  confirm: "above",
  confirmAbove: 10_000,
  hotKeys: false,
  toasts: "all",
};

const place = "contrail.settings";

/** What was kept, but for what is no choice any more. */
const kept = (): Settings => {
  const read = ((): Record<string, unknown> => {
    try {
      return JSON.parse(localStorage.getItem(place) ?? "{}") ?? {};
    } catch {
      return {};
    }
  })();
  const chosen = Object.entries(choices).flatMap(([name, values]) =>
    (values as readonly unknown[]).includes(read[name]) ? [[name, read[name]]] : []
  );
  const above = read["confirmAbove"];
  return {
    ...standard,
    ...Object.fromEntries(chosen),
    ...(typeof above === "number" && above >= 0 ? { confirmAbove: above } : {}),
    hotKeys: read["hotKeys"] === true,
  };
};

const [settings, setSettings] = createStore<Settings>(kept());

/** The settings as they are now. */
export { settings };

/** Changes some settings, and keeps them. */
export const choose = (some: Partial<Settings>): void => {
  setSettings(some);
  localStorage.setItem(place, JSON.stringify(settings));
};

/** Puts everything back to the beginning. */
export const resetSettings = (): void => choose(standard);

const lightSystem = matchMedia("(prefers-color-scheme: light)");

/** The theme that is shown. */
export const shownTheme = (): "dark" | "light" | "contrast" =>
  settings.theme === "system" ? (lightSystem.matches ? "light" : "dark") : settings.theme;

createRoot(() =>
  createEffect(() => {
    const { dataset } = document.documentElement;
    dataset["theme"] = shownTheme();
    dataset["motion"] = settings.motion;
    dataset["glass"] = settings.glass;
  })
);
