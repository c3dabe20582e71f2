// Passes: random words that stand for somebody for a while, such as a page's session or a ticket for one socket.
import { createHash, randomBytes } from "node:crypto";
import type { Principal } from "./principal.ts";

interface Pass {
  readonly principal: Principal;
  readonly untilMs: number;
}

/** Passes of one kind, in memory: they end with the process. The oldest goes where there are too many. */
export class Passes {
  private readonly passes = new Map<string, Pass>();
  private readonly livesMs: number;
  private readonly most: number;

  constructor({ livesMs, most }: { readonly livesMs: number; readonly most: number }) {
    this.livesMs = livesMs;
    this.most = most;
  }

  /** Gives somebody a pass. */
  issue(principal: Principal, nowMs: number): { readonly text: string; readonly untilMs: number } {
    const text = randomBytes(32).toString("base64url");
    const untilMs = nowMs + this.livesMs;
    this.passes.set(hashOf(text), { principal, untilMs });
    if (this.passes.size > this.most) this.passes.delete(this.passes.keys().next().value!);
    return { text, untilMs };
  }

  /** Whose pass this is. */
  find(text: string, nowMs: number): Principal | undefined {
    const hash = hashOf(text);
    const pass = this.passes.get(hash);
    if (pass === undefined) return undefined;
    if (pass.untilMs > nowMs) return pass.principal;
    this.passes.delete(hash);
    return undefined;
  }

  /** Whose pass this was: it is good for one time. */
  take(text: string, nowMs: number): Principal | undefined {
    const found = this.find(text, nowMs);
    this.drop(text);
    return found;
  }

  /** Ends a pass. */
  drop(text: string): void {
    this.passes.delete(hashOf(text));
  }
}

// Looked up by hash, so that how long it takes tells nothing of the words that are kept.
const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex");
