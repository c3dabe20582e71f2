// The kill switch with its scope: whom it stops, whether positions are closed too, and the proof that it was done.
import { createSignal, For, Show } from "solid-js";
import { accountName } from "../live/account.ts";
import type { Live } from "../live/store.ts";
import { changeState, proof } from "../live/trading-state.ts";
import { Choice, Field } from "../parts/field.tsx";
import { clockOf, count, zoneName } from "../parts/format.ts";
import { HoldButton } from "../parts/hold-button.tsx";

const scopes = [["", "Every account"], [accountName, `Account ${accountName}`]] as const;

/** Halting, letting only reduce, and arming again. */
export const Stop = (props: { readonly live: Live; readonly working: number }) => {
  const [account, setAccount] = createSignal("");
  const [reason, setReason] = createSignal("");
  const [flatten, setFlatten] = createSignal(false);
  const [busy, setBusy] = createSignal(false);
  const run = async (path: "/v1/halt" | "/v1/reduce" | "/v1/resume"): Promise<void> => {
    setBusy(true);
    await changeState(path, {
      reason: reason().trim() || "The kill switch on the risk screen",
      ...(account() === "" ? {} : { account: account() }),
      ...(path === "/v1/halt" && flatten() ? { flatten: true } : {}),
    });
    setBusy(false);
  };
  const halted = () => props.live.core()?.tradingState !== "active";
  const explained = () => reason().trim().length >= 3;
  return (
    <div class="stop">
      <div class="form">
        <div class="form-row">
          <Field label="Whom it stops">
            {(id) => <Choice id={id} value={account()} options={scopes} onChange={setAccount} />}
          </Field>
          <Field label="Why" hint="It is kept for ever. Arming again asks for it">
            {(id) => (
              <input
                id={id}
                value={reason()}
                maxLength={200}
                placeholder={halted() ? "needed to resume" : "may be left empty to halt"}
                onInput={(event) => setReason(event.currentTarget.value)}
              />
            )}
          </Field>
        </div>
        <label class="small">
          <input
            type="checkbox"
            checked={flatten()}
            onChange={(event) => setFlatten(event.currentTarget.checked)}
          />{" "}
          Close every position too, by market orders that only reduce
        </label>
        <p class="quiet small stop-scope">
          Halting cancels {count(props.working)}{" "}
          working orders and denies every new one, from one position of the input log on. It is done
          by the pipeline, not by this page.
        </p>
        <div class="row">
          <HoldButton
            class="stop-button"
            disabled={busy() || props.live.core()?.tradingState === "halted"}
            onHeld={() => void run("/v1/halt")}
          >
            {props.live.core()?.tradingState === "halted"
              ? "Trading is halted"
              : flatten()
              ? "Hold to halt and close positions"
              : "Hold to halt trading"}
          </HoldButton>
          <button
            type="button"
            class="button"
            disabled={busy() || props.live.core()?.tradingState === "reducing"}
            onClick={() => void run("/v1/reduce")}
          >
            Only reduce
          </button>
          <button
            type="button"
            class="button"
            data-tone="accent"
            disabled={busy() || !halted() || !explained()}
            title={explained() ? undefined : "Say why first"}
            onClick={() => void run("/v1/resume")}
          >
            Arm trading again
          </button>
        </div>
      </div>
      <Show
        when={proof()}
        fallback={
          <p class="quiet small">
            After a change the proof stands here: its position in the input log, which actors have
            taken it, and what still works.
          </p>
        }
      >
        {(one) => (
          <section class="proof" aria-label="Proof of the newest change" role="status">
            <h3>
              {one().state} from position {one().position}, asked at {clockOf(one().askedMs)}{" "}
              {zoneName()}
            </h3>
            <Show
              when={one().acknowledgements !== undefined}
              fallback={
                <p>
                  {props.working === 0
                    ? "✓ No order works any more."
                    : `${props.working} orders still work.`}
                </p>
              }
            >
              <p>
                {one().complete
                  ? "✓ Every actor has acknowledged it"
                  : "Not every actor has acknowledged it yet"}
                , {one().working} orders work, {one().open_positions} positions are open, within
                {" "}
                {one().waited_ms} ms.
              </p>
              <ul>
                <For each={one().acknowledgements}>
                  {({ actor, position }) => (
                    <li>
                      <span class="up" aria-hidden="true">✓</span> {actor}{" "}
                      <span class="quiet">at {position}</span>
                    </li>
                  )}
                </For>
              </ul>
            </Show>
          </section>
        )}
      </Show>
    </div>
  );
};
