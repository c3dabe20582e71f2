// Asks for another trading state, and keeps the proof of what was done.
import { createSignal } from "solid-js";
import { raise } from "../alerts/store.ts";
import { ask, wordsOf } from "../api.ts";
import type { StopAnswer } from "../../gateway/risk/protocol.ts";

/** The newest change that was asked for on this page, with its proof. */
export interface Proof extends StopAnswer {
  readonly askedMs: number;
}

const [proof, setProof] = createSignal<Proof>();
/** The newest proof. */
export { proof };

/** Asks for another state; what was done, or why not, comes up as a message. */
export const changeState = async (
  path: "/v1/halt" | "/v1/reduce" | "/v1/resume",
  body: { readonly reason: string; readonly account?: string; readonly flatten?: boolean },
): Promise<StopAnswer | undefined> => {
  try {
    const answer = await ask<StopAnswer>("POST", path, body);
    setProof({ ...answer, askedMs: Date.now() });
    const place = `In force from position ${answer.position} of the input log`;
    const words = answer.complete
      ? `${place}: ${answer.acknowledgements.length} actors acknowledged, ${answer.working} orders work`
      : place;
    raise({ level: "info", title: `Asked for: ${answer.state}`, words, to: "/risk" });
    return answer;
  } catch (cause) {
    raise({ level: "bad", title: "The trading state did not change", words: wordsOf(cause) });
    return undefined;
  }
};
