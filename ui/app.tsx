// The shell of the window: the rail of screens, the bar above, and the screen between.
import {
  createEffect,
  createSignal,
  ErrorBoundary,
  For,
  lazy,
  Match,
  on,
  Show,
  Suspense,
  Switch,
} from "solid-js";
import { Toasts } from "./alerts/toasts.tsx";
import { unseen } from "./alerts/store.ts";
import { DashboardScreen } from "./dashboard/screen.tsx";
import { createLive } from "./live/store.ts";
import { watchLive } from "./live/watch.ts";
import { Icon } from "./parts/icon.tsx";
import { Failed, Loading } from "./parts/states.tsx";
import { currentPath, followHistory, Link, queryValue } from "./router.tsx";
import { Bar } from "./shell/bar.tsx";
import { commandsOf } from "./shell/commands.ts";
import { Help } from "./shell/help.tsx";
import { createKeys } from "./shell/keys.ts";
import { Palette } from "./shell/palette.tsx";
import { screens } from "./shell/screens.ts";
import { choose, settings } from "./settings/store.ts";
import "./app.css";
import "./shell/shell.css";

const TradingScreen = lazy(async () => ({
  default: (await import("./trading/screen.tsx")).TradingScreen,
}));
const PortfolioScreen = lazy(async () => ({
  default: (await import("./portfolio/screen.tsx")).PortfolioScreen,
}));
const BacktestScreen = lazy(async () => ({
  default: (await import("./backtest/screen.tsx")).BacktestScreen,
}));
const ModelsScreen = lazy(async () => ({
  default: (await import("./models/screen.tsx")).ModelsScreen,
}));
const PipelineScreen = lazy(async () => ({
  default: (await import("./pipeline/screen.tsx")).PipelineScreen,
}));
const RiskScreen = lazy(async () => ({
  default: (await import("./risk/screen.tsx")).RiskScreen,
}));
const AlertsScreen = lazy(async () => ({
  default: (await import("./alerts/screen.tsx")).AlertsScreen,
}));
const SettingsScreen = lazy(async () => ({
  default: (await import("./settings/screen.tsx")).SettingsScreen,
}));

/** The application. */
export const App = () => {
  const live = createLive(queryValue("symbol"));
  const [open, setOpen] = createSignal<"palette" | "help">();
  followHistory();
  watchLive(live);
  createKeys({ palette: () => setOpen("palette"), help: () => setOpen("help") });
  const title = () => screens.find(({ path }) => path === currentPath())?.name ?? "Nothing here";
  createEffect(() => {
    document.title = `${title()} · Contrail`;
  });
  // A link names its instrument; going to it selects it.
  createEffect(on(() => queryValue("symbol"), (symbol) => {
    if (symbol !== undefined && symbol !== live.selected()) live.select(symbol);
  }));
  return (
    <div class="shell">
      <a class="skip" href="#content">Skip to the screen</a>
      <nav class="rail" aria-label="Screens">
        <Link class="brand" to="/" label="Contrail, to the dashboard">
          <img src="/contrail.svg" width="26" height="26" alt="" /> Contrail
        </Link>
        <For each={screens}>
          {({ path, name, icon }) => (
            <Link class="rail-link" to={path} current={currentPath() === path}>
              <Icon name={icon} />
              {name}
              <Show when={path === "/alerts" && unseen() > 0}>
                <span class="rail-count">
                  {Math.min(99, unseen())}
                  <span class="visually-hidden">not looked at</span>
                </span>
              </Show>
            </Link>
          )}
        </For>
      </nav>
      <Bar
        live={live}
        title={title()}
        onPalette={() => setOpen("palette")}
        onHelp={() => setOpen("help")}
      />
      <div class="content" id="content">
        <Banners live={live} />
        <ErrorBoundary
          fallback={(cause, again) => <Broken cause={cause} onRetry={again} />}
        >
          <Suspense
            fallback={
              <main class="screen">
                <Loading what="the screen" rows={6} />
              </main>
            }
          >
            <Switch
              fallback={
                <main class="screen-wait">
                  There is no screen at this address. <Link to="/">Go to the dashboard</Link>
                </main>
              }
            >
              <Match when={currentPath() === "/"}>
                <DashboardScreen live={live} />
              </Match>
              <Match when={currentPath() === "/trading"}>
                <TradingScreen live={live} />
              </Match>
              <Match when={currentPath() === "/portfolio"}>
                <PortfolioScreen live={live} />
              </Match>
              <Match when={currentPath() === "/backtest"}>
                <BacktestScreen />
              </Match>
              <Match when={currentPath() === "/models"}>
                <ModelsScreen live={live} />
              </Match>
              <Match when={currentPath() === "/pipeline"}>
                <PipelineScreen live={live} />
              </Match>
              <Match when={currentPath() === "/risk"}>
                <RiskScreen live={live} />
              </Match>
              <Match when={currentPath() === "/alerts"}>
                <AlertsScreen />
              </Match>
              <Match when={currentPath() === "/settings"}>
                <SettingsScreen />
              </Match>
            </Switch>
          </Suspense>
        </ErrorBoundary>
      </div>
      <Toasts />
      <Show when={open() === "palette"}>
        <Palette
          commands={commandsOf(live, () => setOpen("help"))}
          onClose={() => setOpen(undefined)}
        />
      </Show>
      <Show when={open() === "help"}>
        <Help onClose={() => setOpen(undefined)} />
      </Show>
    </div>
  );
};

/** A screen that broke; another one is not broken by it. */
const Broken = (props: { readonly cause: unknown; readonly onRetry: () => void }) => {
  createEffect(on(currentPath, () => props.onRetry(), { defer: true }));
  return (
    <main class="screen">
      <Failed what="screen" cause={props.cause} onRetry={() => props.onRetry()} />
    </main>
  );
};

const Banners = (props: { readonly live: ReturnType<typeof createLive> }) => (
  <>
    <Show when={props.live.socket() === "closed"}>
      <p class="banner" data-tone="bad">
        <strong>Disconnected.</strong>{" "}
        What is shown is as it was; it comes back by itself, and no order is sent meanwhile.
      </p>
    </Show>
    <Show when={props.live.socket() === "signed out"}>
      <p class="banner" data-tone="bad">
        <strong>Signed out.</strong> The session is over. <a href="/sign-in">Sign in again</a>
      </p>
    </Show>
    <Show when={props.live.socket() === "open" && props.live.dataState() === "stale"}>
      <p class="banner">
        <strong>The market data is stale.</strong>{" "}
        Nothing came for ten seconds: the source may have ended or paused. Orders on these prices
        are blocked.
      </p>
    </Show>
    <Show when={settings.hotKeys && currentPath() === "/trading"}>
      <p class="banner">
        <strong>Hot keys are armed:</strong> <kbd>B</kbd> buys, <kbd>S</kbd> sells at the touch,
        {" "}
        <kbd>X</kbd> cancels, <kbd>1</kbd>–<kbd>4</kbd> set the quantity.
        <button
          type="button"
          class="button button-small"
          onClick={() => choose({ hotKeys: false })}
        >
          Turn off
        </button>
      </p>
    </Show>
  </>
);
