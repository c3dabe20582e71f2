// The shell of the window: what runs, whether it is connected, and the screen below.
import { createSignal, For, lazy, Match, Show, Suspense, Switch } from "solid-js";
import { coreOf } from "../streams/status.ts";
import { createDashboard } from "./dashboard/store.ts";
import { age } from "./parts/format.ts";
import { DashboardScreen } from "./dashboard/screen.tsx";
import { Halt } from "./halt.tsx";
import { currentPath, followHistory, Link } from "./router.tsx";
import "./app.css";
import "./shell.css";

type Theme = "dark" | "light";

const words = {
  connecting: "Connecting…",
  open: "Connected",
  closed: "Connection lost: trying again",
} as const;
const kinds = { simulated: "SIMULATED", replay: "REPLAY", live: "LIVE DATA" } as const;

const TradingScreen = lazy(async () => ({
  default: (await import("./trading/screen.tsx")).TradingScreen,
}));
const PortfolioScreen = lazy(async () => ({
  default: (await import("./portfolio/screen.tsx")).PortfolioScreen,
}));
const BacktestScreen = lazy(async () => ({
  default: (await import("./backtest/screen.tsx")).BacktestScreen,
}));

const screens = [
  ["/", "Dashboard"],
  ["/trading", "Trading"],
  ["/portfolio", "Portfolio"],
  ["/backtest", "Backtest"],
] as const;

/** The application. */
export const App = () => {
  const preferred: Theme = matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
  const [theme, setTheme] = createSignal<Theme>(
    (localStorage.getItem("theme") as Theme | null) ?? preferred,
  );
  document.documentElement.dataset["theme"] = theme();
  const toggle = (): void => {
    const next = theme() === "dark" ? "light" : "dark";
    document.documentElement.dataset["theme"] = next;
    localStorage.setItem("theme", next);
    setTheme(next);
  };
  const dashboard = createDashboard();
  followHistory();
  const core = () => coreOf(Object.values(dashboard.state.statuses));
  const source = () => coreOf(Object.values(dashboard.state.statuses))?.source;
  return (
    <>
      <header class="shell">
        <Link class="brand" to="/">
          <img src="/contrail.svg" width="24" height="24" alt="" /> Contrail
        </Link>
        <nav class="shell-nav" aria-label="Screens">
          <For each={screens}>
            {([to, name]) => <Link to={to} current={currentPath() === to}>{name}</Link>}
          </For>
        </nav>
        <span class="badge" data-tone="accent" title="Orders go to a simulated venue">PAPER</span>
        <Show when={source()} fallback={<span class="badge">NO SOURCE YET</span>}>
          {(running) => (
            <span class="badge" data-tone="warn" title={running().name}>
              {kinds[running().kind]}
              <span class="shell-source">{running().name}</span>
              <Show when={(running().behindMs ?? 0) >= 1_000}>
                <span class="shell-late">{age(running().behindMs ?? 0)} behind its pace</span>
              </Show>
            </span>
          )}
        </Show>
        <span class="shell-space" />
        <span class="shell-state" role="status" data-state={dashboard.socket()}>
          <i aria-hidden="true" /> {words[dashboard.socket()]}
        </span>
        <span class="shell-clock">
          {new Date(dashboard.nowMs()).toISOString().slice(11, 19)} UTC
        </span>
        <Halt state={core()?.tradingState} />
        <button type="button" class="shell-button" onClick={toggle}>
          {theme() === "dark" ? "Light" : "Dark"}
        </button>
      </header>
      <Suspense fallback={<main class="screen-wait quiet">Opening…</main>}>
        <Switch
          fallback={
            <main class="screen-wait">
              There is no screen at this address. <Link to="/">Go to the dashboard</Link>
            </main>
          }
        >
          <Match when={currentPath() === "/"}>
            <DashboardScreen dashboard={dashboard} theme={theme()} />
          </Match>
          <Match when={currentPath() === "/trading"}>
            <TradingScreen dashboard={dashboard} theme={theme()} />
          </Match>
          <Match when={currentPath() === "/portfolio"}>
            <PortfolioScreen dashboard={dashboard} />
          </Match>
          <Match when={currentPath() === "/backtest"}>
            <BacktestScreen />
          </Match>
        </Switch>
      </Suspense>
    </>
  );
};
