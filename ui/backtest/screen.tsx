// The backtest screen: a form made of the strategy's own settings, runs with their progress, and what came of them.
import { createEffect, createMemo, createSignal, on, onCleanup, Show } from "solid-js";
import type { BacktestAnswer, EquityPoint } from "../../gateway/backtests/protocol.ts";
import type { Page } from "../../gateway/protocol.ts";
import { raise } from "../alerts/store.ts";
import { ask } from "../api.ts";
import { Card } from "../parts/card.tsx";
import { createAnswer } from "../parts/poll.ts";
import { Failed } from "../parts/states.tsx";
import { currentPath, queryValue, setQuery } from "../router.tsx";
import { Compare, nameOfRun } from "./compare.tsx";
import { statisticsOf } from "./figures.ts";
import { Form } from "./form.tsx";
import { Result } from "./result.tsx";
import { Runs } from "./runs.tsx";
import { TearSheet } from "./tear-sheet.tsx";
import "./screen.css";

const compared = 4;
const list = async <A,>(path: string) => (await ask<Page<A>>("GET", path)).data;
const isOpen = ({ state }: BacktestAnswer) => state === "running" || state === "queued";

/** The backtest screen. */
export const BacktestScreen = () => {
  const runs = createAnswer(() => "/v1/backtests", list<BacktestAnswer>);
  const all = () => runs.latest() ?? [];
  const timer = setInterval(() => {
    if (all().some(isOpen)) runs.again();
  }, 500);
  onCleanup(() => clearInterval(timer));
  const chosen = createMemo(() =>
    (queryValue("compare") ?? "").split(",").filter((id) => id !== "")
  );
  const open = () => queryValue("run") ?? "";
  const opened = createMemo(() => all().find(({ id }) => id === open()));
  const [picked, setPicked] = createSignal<Readonly<Record<string, string>>>();
  // The newest run is opened when it is done, unless another one was chosen.
  createEffect(() => {
    const newest = all().find(({ result }) => result !== null);
    if (currentPath() === "/backtest" && open() === "" && newest !== undefined) {
      setQuery({ run: newest.id });
    }
  });
  createEffect(on(() => all().filter(isOpen).map(({ id }) => id), (now, before) => {
    for (const id of before ?? []) {
      const run = all().find((one) => one.id === id);
      if (run === undefined || now.includes(id)) continue;
      const level = run.state === "done" ? "good" : run.state === "failed" ? "bad" : "info";
      const words = run.error === "" ? nameOfRun(run) : run.error;
      raise({ level, title: `Backtest ${run.state}`, words, to: `/backtest?run=${id}` });
    }
  }));
  const shown = createMemo(() => {
    const ids = chosen().length > 0 ? chosen() : open() === "" ? [] : [open()];
    return ids.flatMap((id) =>
      all().filter((run) => run.id === id && statisticsOf(run) !== undefined)
    );
  });
  const curves = createAnswer(
    () => shown().map(({ id }) => id).join(),
    async (ids) =>
      await Promise.all(
        ids.split(",").filter((id) => id !== "").map(async (id) => ({
          id,
          name: nameOfRun(all().find((run) => run.id === id)!),
          points: await list<EquityPoint>(`/v1/backtests/${id}/equity?points=600`),
        })),
      ),
  );
  const toggle = (id: string): void => {
    const before = chosen();
    const after = before.includes(id)
      ? before.filter((one) => one !== id)
      : [...before, id].slice(-compared);
    setQuery({ compare: after.join(",") });
  };
  return (
    <main class="screen backtest">
      <Card title="New backtest" area="form" note="simulated venue">
        <Form
          picked={picked()}
          pickedStrategy={opened() === undefined
            ? undefined
            : String(opened()!.request["strategy"] ?? "")}
          onStarted={(id) => {
            setQuery({ run: id, compare: undefined });
            runs.again();
          }}
        />
      </Card>
      <Card
        title="Runs"
        area="runs"
        note={chosen().length > 0
          ? `${chosen().length} of at most ${compared} compared`
          : `${all().length} kept; tick up to ${compared} to compare`}
      >
        <Show
          when={runs.error() === undefined}
          fallback={<Failed what="runs" cause={runs.error()} onRetry={() => runs.again()} />}
        >
          <Runs
            runs={all()}
            open={open()}
            chosen={chosen()}
            onOpen={(id) => setQuery({ run: id, compare: undefined })}
            onCompare={toggle}
            onChanged={() => runs.again()}
          />
        </Show>
      </Card>
      <div class="backtest-result">
        <Show when={shown().length > 0 && curves.error() === undefined}>
          <TearSheet curves={curves.latest() ?? []} />
        </Show>
        <Show
          when={chosen().length > 1}
          fallback={
            <Show
              when={opened()}
              fallback={
                <p class="notice">Open a run to see its figures, its trades and its tear sheet.</p>
              }
            >
              {(run) => (
                <Result
                  run={run()}
                  onPick={(settings) => setPicked({ ...settings })}
                />
              )}
            </Show>
          }
        >
          <Compare runs={shown()} />
        </Show>
      </div>
    </main>
  );
};
