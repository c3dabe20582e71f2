// The screens: where each is, what it is called, and the key that opens it after "g".
import type { IconName } from "../parts/icon.tsx";

/** One screen. */
export interface ScreenEntry {
  readonly path: string;
  readonly name: string;
  readonly icon: IconName;
  readonly key: string;
}

/** Every screen, in the order of the rail. */
export const screens: readonly ScreenEntry[] = [
  { path: "/", name: "Dashboard", icon: "dashboard", key: "d" },
  { path: "/trading", name: "Trading", icon: "trading", key: "t" },
  { path: "/portfolio", name: "Portfolio", icon: "portfolio", key: "p" },
  { path: "/backtest", name: "Backtest", icon: "backtest", key: "b" },
  { path: "/models", name: "Models", icon: "models", key: "m" },
  { path: "/pipeline", name: "Pipeline", icon: "pipeline", key: "l" },
  { path: "/risk", name: "Risk", icon: "risk", key: "r" },
  { path: "/alerts", name: "Alerts", icon: "alerts", key: "a" },
  { path: "/settings", name: "Settings", icon: "settings", key: "s" },
];
