// Systems on which every panel has something to tell: what happens on each, and the panels that tell of it.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Stack, startStack } from "../../gateway/testing-stack.ts";
import { type Cause, live, replayed, type Scene } from "../prometheus/drill/causes.ts";
import { startPrometheus } from "../prometheus/running.ts";
import { analystOf, type Answer, answerOf, type Asked, mayBeEmpty, panels } from "./answers.ts";
import type { Panel } from "./panels.ts";
import { until } from "./running.ts";

/** Something that happens on a system, and the panels that must answer then. */
interface Step {
  readonly bring: Cause["bring"];
  readonly panels: typeof panels;
}

/** A system with what happens on it, in order. */
export interface Shown {
  readonly system: string;
  readonly scene: Pick<Scene, "prepare" | "end">;
  readonly steps: readonly Step[];
}

/** An order so far from the market that risk denies it. */
const farOrder = async ({ url }: Stack): Promise<void> => {
  const order = { symbol: "ALTO.sim", side: "buy", qty: "1", limit_price: "500.00" };
  const answer = await fetch(`${url}/v1/orders`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ...order, time_in_force: "gtc" }),
  });
  if (!answer.ok) throw new Error(`The order was answered with ${answer.status}`);
};

/** Panels that ask for one of some words. */
const asking = (...words: readonly string[]) => ({ panel }: { readonly panel: Panel }): boolean =>
  words.some((word) => JSON.stringify(panel.targets).includes(word));
const isOfFeed = asking("contrail_feed_", "FROM feed_events");
const isOfRefusals = asking("contrail_refusals_total");
const isOfFaults = asking("contrail_feed_", "FROM feed_events", "contrail_refusals_total");

/** Every system. What tells of no fault is asked of the first one. */
export const shown: readonly Shown[] = [
  {
    system: "a simulated market",
    scene: { prepare: () => Promise.resolve(["--speed=5"]), end: () => Promise.resolve() },
    steps: [
      { bring: farOrder, panels: panels.filter((one) => !isOfFaults(one)) },
    ],
  },
  {
    system: live.name,
    scene: live,
    steps: [{ bring: live.causes[0]!.bring, panels: panels.filter(isOfFeed) }],
  },
  {
    system: replayed.name,
    scene: replayed,
    steps: [{ bring: () => {}, panels: panels.filter(isOfRefusals) }],
  },
];

/** Milliseconds in which everything of a step has to be answered. */
const answeredMs = 150_000;

/** Asks a panel until it has something to tell, where it must. Throws where it stays empty. */
const answered = (
  { name, panel }: typeof panels[number],
  asked: Asked,
): Promise<Answer> =>
  until(async () => {
    const answer = await answerOf(name, panel, asked);
    return answer.rows > 0 || name in mayBeEmpty ? answer : undefined;
  }, { withinMs: answeredMs, missing: () => `"${name}" has nothing to tell` });

/** Starts a system and a Prometheus over it, and gives what each of its panels answers. */
export const show = async (
  { scene, steps }: Shown,
  { binary, env }: { readonly binary: string; readonly env: Record<string, string> },
): Promise<readonly Answer[]> => {
  const dir = mkdtempSync(join(tmpdir(), "contrail-shown-"));
  const stack = await startStack({ args: await scene.prepare(dir), env });
  const prometheus = await startPrometheus(binary, stack.url);
  const analyst = analystOf(stack.dataDir);
  const answers: Answer[] = [];
  try {
    for (const step of steps) {
      await step.bring(stack);
      for (const one of step.panels) answers.push(await answered(one, { prometheus, analyst }));
    }
  } finally {
    await analyst.close();
    await prometheus.stop();
    await stack.stop();
    await scene.end();
    rmSync(dir, { recursive: true, force: true });
  }
  return answers;
};
