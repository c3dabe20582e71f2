// The form of a new backtest: its fields are the settings of the strategy, with their bounds.
import { createMemo, createResource, createSignal, For, Show } from "solid-js";
import type {
  BacktestAnswer,
  RecordingAnswer,
  StrategyAnswer,
} from "../../gateway/backtests/protocol.ts";
import type { Page } from "../../gateway/protocol.ts";
import { ApiError, ask, wordsOf } from "../api.ts";
import { Choice, Field } from "../parts/field.tsx";

const list = async <A,>(path: string) => (await ask<Page<A>>("GET", path)).data;

/** Asks for a run. */
export const Form = (props: { readonly onStarted: (id: string) => void }) => {
  const [strategies] = createResource(() => list<StrategyAnswer>("/v1/strategies"));
  const [recordings] = createResource(() => list<RecordingAnswer>("/v1/recordings"));
  const [name, setName] = createSignal("imbalance-taker");
  const [recording, setRecording] = createSignal("");
  const [seed, setSeed] = createSignal("1");
  const [ticks, setTicks] = createSignal("100000");
  const [values, setValues] = createSignal<Readonly<Record<string, string>>>({});
  const [error, setError] = createSignal<ApiError | Error>();
  const strategy = createMemo(() => strategies.latest?.find((one) => one.name === name()));
  const wrong = (path: string) => {
    const cause = error();
    return cause instanceof ApiError ? cause.fields[path] : undefined;
  };
  const start = async (): Promise<void> => {
    setError(undefined);
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
  };
  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        void start();
      }}
    >
      <Field label="Strategy" error={wrong("strategy")}>
        {(id) => (
          <Choice
            id={id}
            value={name()}
            options={(strategies.latest ?? []).map((one) => [one.name, one.name] as const)}
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
              ...(recordings.latest ?? []).map((one) => [one.name, one.name] as const),
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
            >
              {(id) => (
                <input
                  id={id}
                  value={values()[setting.name] ?? ""}
                  placeholder={String(setting.default)}
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
      <button type="submit" class="button" data-tone="accent">Run backtest</button>
      <Show when={error()} keyed>
        {(cause) => <p class="notice" data-tone="bad" role="alert">{wordsOf(cause)}</p>}
      </Show>
    </form>
  );
};
