// The kill switch: held for a moment it halts trading everywhere; arming it again asks for a reason.
import { createSignal, onCleanup, Show } from "solid-js";
import type { TradingStateAnswer } from "../gateway/protocol.ts";
import { ask, wordsOf } from "./api.ts";
import "./halt.css";

/** Milliseconds the button is held. */
const holdMs = 900;

/** Shows the trading state and changes it. */
export const Halt = (props: { readonly state: string | undefined }) => {
  const [held, setHeld] = createSignal(false);
  const [arming, setArming] = createSignal(false);
  const [reason, setReason] = createSignal("");
  const [told, setTold] = createSignal("");
  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(timer));
  const halted = () => props.state !== undefined && props.state !== "active";
  const change = async (path: string, why: string): Promise<void> => {
    try {
      const answer = await ask<TradingStateAnswer>("POST", path, { reason: why });
      setTold(`${answer.state} from position ${answer.position} of the input log`);
      setArming(false);
      setReason("");
    } catch (cause) {
      setTold(wordsOf(cause));
    }
  };
  const press = (): void => {
    setHeld(true);
    timer = setTimeout(() => {
      setHeld(false);
      void change("/v1/halt", "The kill switch on the screen");
    }, holdMs);
  };
  const letGo = (): void => {
    clearTimeout(timer);
    setHeld(false);
  };
  return (
    <div class="halt">
      <Show
        when={!halted()}
        fallback={
          <>
            <span class="badge" data-tone="bad" role="status">{props.state!.toUpperCase()}</span>
            <button type="button" class="shell-button" onClick={() => setArming(!arming())}>
              Resume…
            </button>
          </>
        }
      >
        <button
          type="button"
          class="halt-button"
          data-held={held() ? "" : undefined}
          title="Hold to halt: working orders are canceled, new ones denied"
          onPointerDown={press}
          onPointerUp={letGo}
          onPointerLeave={letGo}
          onKeyDown={(event) => {
            if ((event.key === "Enter" || event.key === " ") && !event.repeat) press();
          }}
          onKeyUp={letGo}
          onBlur={letGo}
        >
          Hold to halt
        </button>
      </Show>
      <Show when={arming()}>
        <form
          class="halt-form card"
          onSubmit={(event) => {
            event.preventDefault();
            void change("/v1/resume", reason());
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
      <span class="visually-hidden" role="status">{told()}</span>
    </div>
  );
};
