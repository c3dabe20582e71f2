// The dead-man's switch: while it is armed this page must be heard of, or trading of the account is halted.
import { createEffect, createSignal, on, onCleanup, Show } from "solid-js";
import { raise } from "../alerts/store.ts";
import { ask, wordsOf } from "../api.ts";
import { accountName } from "../live/account.ts";
import { Choice, Field } from "../parts/field.tsx";
import { clock, zoneName } from "../parts/format.ts";
import { createPoll } from "../parts/poll.ts";
import { Failed, Loading } from "../parts/states.tsx";
import type { DeadmanAnswer } from "../../gateway/risk/protocol.ts";

const path = "/v1/deadman";
const seconds = [["15", "15 s"], ["30", "30 s"], ["60", "1 min"], ["300", "5 min"]] as const;
/** Heartbeats within the time of one: two may be lost. */
const beats = 3;
/** Milliseconds between two looks. */
const lookMs = 2_000;

/** Arms and disarms the switch, and is its heartbeat while this page is open on this screen. */
export const Deadman = () => {
  const [timeout, setTimeoutText] = createSignal("30");
  const [flatten, setFlatten] = createSignal(false);
  const [mine, setMine] = createSignal(false);
  const known = createPoll(
    () => ask<DeadmanAnswer>("GET", `${path}?account=${accountName}`),
    lookMs,
  );
  const beat = async (): Promise<void> => {
    try {
      await ask<DeadmanAnswer>("PUT", path, {
        timeout_s: Number(timeout()),
        flatten: flatten(),
        account: accountName,
      });
      setMine(true);
      known.again();
    } catch (cause) {
      raise({ level: "bad", title: "The heartbeat was not taken", words: wordsOf(cause) });
    }
  };
  const disarm = async (): Promise<void> => {
    setMine(false);
    try {
      await ask<DeadmanAnswer>("DELETE", `${path}?account=${accountName}`);
    } catch (cause) {
      raise({ level: "bad", title: "The switch is still armed", words: wordsOf(cause) });
    }
    known.again();
  };
  let timer: ReturnType<typeof setInterval> | undefined;
  createEffect(on([mine, timeout], () => {
    clearInterval(timer);
    if (mine()) timer = setInterval(() => void beat(), Number(timeout()) * 1_000 / beats);
  }));
  onCleanup(() => clearInterval(timer));
  return (
    <Show
      when={known.error() === undefined}
      fallback={<Failed what="a dead-man's switch" cause={known.error()} onRetry={known.again} />}
    >
      <Show when={known.latest()} fallback={<Loading what="the switch" />}>
        {(one) => (
          <div class="form">
            <p class={one().armed ? "warn" : "quiet"}>
              {one().armed
                ? `Armed: without a heartbeat by ${
                  clock(one().due_at ?? "")
                } ${zoneName()} trading halts${one().flatten ? " and positions are closed" : ""}.`
                : "Not armed."}
            </p>
            <div class="form-row">
              <Field label="Heartbeat within">
                {(id) => (
                  <Choice id={id} value={timeout()} options={seconds} onChange={setTimeoutText} />
                )}
              </Field>
              <label class="settings-check small">
                <input
                  type="checkbox"
                  checked={flatten()}
                  onChange={(event) => setFlatten(event.currentTarget.checked)}
                />{" "}
                Close positions too
              </label>
            </div>
            <div class="row">
              <button type="button" class="button" disabled={mine()} onClick={() => void beat()}>
                {mine() ? "This page is the heartbeat" : "Arm, with this page as heartbeat"}
              </button>
              <button
                type="button"
                class="button"
                disabled={!one().armed}
                onClick={() => void disarm()}
              >
                Disarm
              </button>
            </div>
            <Show when={mine()}>
              <p class="notice">
                Leaving this screen, or a lost connection, ends the heartbeat: disarm before you go.
              </p>
            </Show>
          </div>
        )}
      </Show>
    </Show>
  );
};
