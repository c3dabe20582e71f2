// One answer for one Idempotency-Key: the same request again gets it, another one under the key is a conflict.
import { createHash } from "node:crypto";
import { answersKept, answersMs } from "./limits.ts";
import { invalid, ProblemError } from "./problems.ts";

interface Kept {
  readonly request: string;
  readonly answer: Promise<object>;
  readonly untilMs: number;
}

/** Answers by who asked and their key, in memory: a restart forgets them. Orders are known by their id for ever. */
export class Answers {
  private readonly kept = new Map<string, Kept>();

  /** The answer of a request, found once for a key. A request that failed may be tried again. */
  once(
    asked: { readonly who: string; readonly key: string; readonly request: object },
    find: () => Promise<object>,
  ): Promise<object> {
    const { who, key } = asked;
    if (!/^[\w.:-]{1,64}$/.test(key)) {
      throw invalid("Idempotency-Key", "is no key, expected 1 to 64 letters, digits, . _ : or -");
    }
    const name = `${who} ${key}`;
    const request = createHash("sha256").update(JSON.stringify(asked.request)).digest("hex");
    const known = this.kept.get(name);
    if (known !== undefined && known.untilMs > Date.now()) {
      if (known.request === request) return known.answer;
      throw new ProblemError("conflict", "The Idempotency-Key was used for another request", [
        { path: "Idempotency-Key", message: "was used for another request" },
      ]);
    }
    const answer = find();
    this.kept.set(name, { request, answer, untilMs: Date.now() + answersMs });
    if (this.kept.size > answersKept) this.kept.delete(this.kept.keys().next().value!);
    answer.catch(() => this.kept.delete(name));
    return answer;
  }
}
