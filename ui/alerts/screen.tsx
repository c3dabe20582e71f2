// The log of messages: everything that came up, with what was filtered out of the corner too.
import { createMemo, createSignal, For, onCleanup, onMount } from "solid-js";
import { Card } from "../parts/card.tsx";
import { ExportMenu } from "../parts/export-menu.tsx";
import { Choice } from "../parts/field.tsx";
import { MetricCard } from "../parts/metric-card.tsx";
import { choose, settings } from "../settings/store.ts";
import { AlertList } from "./list.tsx";
import { clearLog, log, seen } from "./store.ts";
import "./screen.css";

const levels = [
  ["bad", "Errors"],
  ["warn", "Warnings"],
  ["good", "Good news"],
  ["info", "Notes"],
] as const;

/** The alerts screen. */
export const AlertsScreen = () => {
  const [hidden, setHidden] = createSignal<readonly string[]>([]);
  const [words, setWords] = createSignal("");
  onMount(seen);
  onCleanup(seen);
  const shown = createMemo(() =>
    log().filter((one) =>
      !hidden().includes(one.level) &&
      `${one.title} ${one.words}`.toLowerCase().includes(words().toLowerCase())
    )
  );
  const toggle = (level: string) =>
    setHidden((before) =>
      before.includes(level) ? before.filter((one) => one !== level) : [...before, level]
    );
  return (
    <main class="screen alerts">
      <section class="metrics" aria-label="Messages by level">
        <For each={levels}>
          {([level, name]) => (
            <MetricCard
              title={name}
              value={String(log().filter((one) => one.level === level).length)}
              detail="since this page was opened"
            />
          )}
        </For>
      </section>
      <Card
        title="Log"
        note={
          <>
            <ExportMenu
              what="the log"
              table={() => ({
                name: "alerts",
                columns: {
                  time: shown().map(({ timeMs }) => new Date(timeMs).toISOString()),
                  level: shown().map(({ level }) => level),
                  title: shown().map(({ title }) => title),
                  words: shown().map(({ words }) => words),
                  count: shown().map(({ count }) => count),
                },
              })}
            />
            <button type="button" class="button button-small" onClick={clearLog}>Empty</button>
          </>
        }
      >
        <div class="row alerts-tools">
          <div class="segments" role="group" aria-label="Levels that are shown">
            <For each={levels}>
              {([level, name]) => (
                <button
                  type="button"
                  aria-pressed={!hidden().includes(level)}
                  onClick={() => toggle(level)}
                >
                  {name}
                </button>
              )}
            </For>
          </div>
          <input
            class="alerts-search"
            aria-label="Words to find"
            placeholder="Find…"
            value={words()}
            onInput={(event) => setWords(event.currentTarget.value)}
          />
          <span class="bar-space" />
          <span class="quiet small" id="toast-choice">Come up in the corner</span>
          <div class="alerts-choice">
            <Choice
              label="Which messages come up in the corner"
              value={settings.toasts}
              options={[["all", "All"], ["important", "What matters"], ["none", "None"]]}
              onChange={(value) => choose({ toasts: value as typeof settings.toasts })}
            />
          </div>
        </div>
        <AlertList alerts={shown()} />
      </Card>
    </main>
  );
};
