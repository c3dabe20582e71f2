// The shell of the window: what runs, whether it is connected, and the screen below.
import { createSignal, Show } from "solid-js";
import { coreOf } from "../streams/status.ts";
import { createDashboard } from "./dashboard/store.ts";
import { age } from "./parts/format.ts";
import { DashboardScreen } from "./dashboard/screen.tsx";
import "./app.css";
import "./shell.css";

type Theme = "dark" | "light";

const words = {
  connecting: "Connecting…",
  open: "Connected",
  closed: "Connection lost: trying again",
} as const;
const kinds = { simulated: "SIMULATED", replay: "REPLAY", live: "LIVE DATA" } as const;

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
  const source = () => coreOf(Object.values(dashboard.state.statuses))?.source;
  return (
    <>
      <header class="shell">
        <a class="brand" href="/">
          <img src="/contrail.svg" width="24" height="24" alt="" /> Contrail
        </a>
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
        <button type="button" class="shell-button" onClick={toggle}>
          {theme() === "dark" ? "Light" : "Dark"}
        </button>
      </header>
      <DashboardScreen dashboard={dashboard} theme={theme()} />
    </>
  );
};
