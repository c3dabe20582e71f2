// Everything the command palette can do.
import { ask, wordsOf } from "../api.ts";
import { raise } from "../alerts/store.ts";
import type { Live } from "../live/store.ts";
import { navigate } from "../router.tsx";
import { choices, choose, settings } from "../settings/store.ts";
import type { Command } from "./palette.tsx";
import { screens } from "./screens.ts";

/** The commands as things stand now. */
export const commandsOf = (live: Live, help: () => void): readonly Command[] => [
  ...screens.map(({ name, path }): Command => ({
    name,
    kind: "screen",
    run: () => navigate(path),
  })),
  ...live.instruments().map(({ symbol }): Command => ({
    name: symbol,
    kind: "instrument",
    run: () => {
      live.select(symbol);
      navigate(`/trading?symbol=${encodeURIComponent(symbol)}`);
    },
  })),
  {
    name: "Halt trading…",
    kind: "action",
    run: () => document.querySelector<HTMLElement>(".halt-button, .halt .bar-button")?.focus(),
  },
  {
    name: "Let orders only reduce positions",
    kind: "action",
    run: () => void reduce(),
  },
  {
    name: `Times in ${settings.zone === "utc" ? "local time" : "UTC"}`,
    kind: "setting",
    run: () => choose({ zone: settings.zone === "utc" ? "local" : "utc" }),
  },
  ...choices.theme.map((theme): Command => ({
    name: `Theme: ${theme}`,
    kind: "setting",
    run: () => choose({ theme }),
  })),
  {
    name: `Hot keys ${settings.hotKeys ? "off" : "on"}`,
    kind: "setting",
    run: () => choose({ hotKeys: !settings.hotKeys }),
  },
  { name: "Keys and help", kind: "help", run: help },
];

const reduce = async (): Promise<void> => {
  try {
    await ask("POST", "/v1/reduce", { reason: "Asked for in the command palette" });
  } catch (cause) {
    raise({ level: "bad", title: "Trading was not changed", words: wordsOf(cause) });
  }
};
