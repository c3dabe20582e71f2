// The form of a new backtest: its fields are the settings of the strategy, with their bounds.
import { createEffect, createMemo, createSignal, For, on, Show } from "solid-js";
import type {
  BacktestAnswer,
  RecordingAnswer,
  StrategyAnswer,
} from "../../gateway/backtests/protocol.ts";
import type { Page } from "../../gateway/protocol.ts";
import { ApiError, ask, wordsOf } from "../api.ts";
import { Choice, Field } from "../parts/field.tsx";
import { createAnswer } from "../parts/poll.ts";
import { Failed } from "../parts/states.tsx";

const list = async <A,>(path: string) => (await ask<Page<A>>("GET", path)).data;

/** Asks for a run. */
export const Form = (
  props: {
    readonly onStarted: (id: string) => void;
    /** Values that something else on the screen puts in. */
    readonly picked: Readonly<Record<string, string>> | undefined;
    /** The strategy they are of. */
    readonly pickedStrategy: string | undefined;
  },
) => {
  const strategies = createAnswer(() => "/v1/strategies", list<StrategyAnswer>);
  const recordings = createAnswer(() => "/v1/recordings", list<RecordingAnswer>);
  const [name, setName] = createSignal("imbalance-taker");
  const [recording, setRecording] = createSignal("");
  const [seed, setSeed] = createSignal("1");
  const [ticks, setTicks] = createSignal("100000");
  const [values, setValues] = createSignal<Readonly<Record<string, string>>>({});
  const [error, setError] = createSignal<ApiError | Error>();
  const [sending, setSending] = createSignal(false);
  createEffect(on(() => props.picked, (picked) => {
    if (picked === undefined) return;
    if (props.pickedStrategy !== undefined) setName(props.pickedStrategy);
    setValues((before) => ({ ...before, ...picked }));
  }));
  const strategy = createMemo(() => strategies.latest()?.find((one) => one.name === name()));
  const wrong = (path: string) => {
    const cause = error();
    return cause instanceof ApiError ? cause.fields[path] : undefined;
  };
  /** How many runs the ranges and lists mean. */
  const combinations = createMemo(() =>
    Object.values(values()).filter((text) => /[:,]/.test(text)).reduce((product, text) => {
      const [from, to, step] = text.split(":").map(Number);
      const many = text.includes(":")
        ? Math.floor(((to ?? 0) - (from ?? 0)) / (step || 1) + 1e-9) + 1
        : text.split(",").filter((one) => one.trim() !== "").length;
      return product * (many > 0 && Number.isFinite(many) ? many : 1);
    }, 1)
  );
  const start = async (): Promise<void> => {
    setError(undefined);
    setSending(true);
    const given = Object.entries(values()).filter(([, text]) => text !== "");
    const isRange = (text: string) => /[:,]/.test(text);
    try {
      const run = await ask<BacktestAnswer>("POST", "/v1/backtests", {
        strategy: name(),
        ...(recording() === ""
          ? { seed: Number(seed()), ticks: Number(ticks()) }
          : { recording: recording() }),
        settings: Object.fromEntries(
          given.filter(([, text]) => !isRange(text)).map(([key, text]) => [key, Number(text)]),
        ),
        sweep: Object.fromEntries(given.filter(([, text]) => isRange(text))),
      });
      props.onStarted(run.id);
    } catch (cause) {
      setError(cause as Error);
    }
    setSending(false);
  };
  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        void start();
      }}
    >
      <Show when={strategies.error()}>
        <Failed what="strategies" cause={strategies.error()} onRetry={strategies.again} />
      </Show>
      <Field label="Strategy" error={wrong("strategy")}>
        {(id) => (
          <Choice
            id={id}
            value={name()}
            options={(strategies.latest() ?? []).map((one) => [one.name, one.name] as const)}
            onChange={(value) => {
              setName(value);
              setValues({});
            }}
          />
        )}
      </Field>
      <p class="quiet small backtest-about">{strategy()?.about}</p>
      <Field
        label="Data"
        hint="The simulated market, or a file below the folder recordings"
        error={wrong("recording")}
      >
        {(id) => (
          <Choice
            id={id}
            value={recording()}
            options={[
              ["", "Simulated market"] as const,
              ...(recordings.latest() ?? []).map((one) => [one.name, one.name] as const),
            ]}
            onChange={setRecording}
          />
        )}
      </Field>
      <Show when={recording() === ""}>
        <div class="form-row">
          <Field label="Seed" error={wrong("seed")}>
            {(id) => (
              <input
                id={id}
                value={seed()}
                inputmode="numeric"
                onInput={(event) => setSeed(event.currentTarget.value)}
              />
            )}
          </Field>
          <Field label="Ticks" error={wrong("ticks")}>
            {(id) => (
              <input
                id={id}
                value={ticks()}
                inputmode="numeric"
                onInput={(event) => setTicks(event.currentTarget.value)}
              />
            )}
          </Field>
        </div>
      </Show>
      <div class="form-row">
        <For each={strategy()?.settings ?? []}>
          {(setting) => (
            <Field
              label={setting.name}
              hint={`${setting.comment}: ${setting.minimum} to ${setting.maximum}`}
              error={wrong(`settings.${setting.name}`) ?? wrong(`sweep.${setting.name}`)}
            >
              {(id) => (
                <input
                  id={id}
                  value={values()[setting.name] ?? ""}
                  placeholder={String(setting.default)}
                  aria-description={`${setting.comment}, ${setting.minimum} to ${setting.maximum}`}
                  onInput={(event) =>
                    setValues({ ...values(), [setting.name]: event.currentTarget.value.trim() })}
                />
              )}
            </Field>
          )}
        </For>
      </div>
      <p class="quiet small backtest-about">
        A range such as 5:50:5, or a list such as 5,10,20, runs every combination.
      </p>
      <button type="submit" class="button" data-tone="accent" disabled={sending()}>
        {sending()
          ? "Sending…"
          : combinations() > 1
          ? `Run ${combinations()} backtests`
          : "Run backtest"}
      </button>
      <Show when={error()} keyed>
        {(cause) => <p class="notice" data-tone="bad" role="alert">{wordsOf(cause)}</p>}
      </Show>
    </form>
  );
};
