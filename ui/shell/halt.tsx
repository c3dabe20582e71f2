// The kill switch in the bar: held for a moment it halts trading everywhere; arming it again asks for a reason.
import { createSignal, Show } from "solid-js";
import { changeState } from "../live/trading-state.ts";
import { HoldButton } from "../parts/hold-button.tsx";
import "./halt.css";

/** Shows the trading state and changes it. */
export const Halt = (props: { readonly state: string | undefined }) => {
  const [arming, setArming] = createSignal(false);
  const [reason, setReason] = createSignal("");
  const halted = () => props.state !== undefined && props.state !== "active";
  const resume = async (): Promise<void> => {
    if (await changeState("/v1/resume", { reason: reason() }) === undefined) return;
    setArming(false);
    setReason("");
  };
  return (
    <div class="halt">
      <Show
        when={!halted()}
        fallback={
          <>
            <span class="badge" data-tone="bad" role="status">{props.state!.toUpperCase()}</span>
            <button type="button" class="bar-button" onClick={() => setArming(!arming())}>
              Resume…
            </button>
          </>
        }
      >
        <HoldButton
          class="halt-button"
          title="Hold to halt: working orders are canceled, new ones denied"
          onHeld={() => void changeState("/v1/halt", { reason: "The kill switch on the screen" })}
        >
          Hold to halt
        </HoldButton>
      </Show>
      <Show when={arming() && halted()}>
        <form
          class="halt-form card"
          onSubmit={(event) => {
            event.preventDefault();
            void resume();
          }}
        >
          <label for="resume-reason">Why may trading go on?</label>
          <input
            id="resume-reason"
            value={reason()}
            minLength={3}
            maxLength={200}
            required
            onInput={(event) => setReason(event.currentTarget.value)}
          />
          <button type="submit" class="button" data-tone="accent">Resume trading</button>
        </form>
      </Show>
    </div>
  );
};
