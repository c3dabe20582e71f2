// Cancellations split by powers of the quantity before and behind us.
import type { Setting } from "../../actor.ts";
import { type BehindProbability, probabilisticRule, type QueueModel } from "./queue-model.ts";

const settings = {
  power: {
    default: 3,
    minimum: 0.01,
    maximum: 20,
    comment:
      "Exponent: higher puts more of the cancellations behind us while we are near the front",
  },
} as const satisfies Readonly<Record<string, Setting>>;

const family = (name: string, of: (power: number) => BehindProbability): QueueModel => ({
  name,
  settings,
  rule: ({ power }) => probabilisticRule(of(power ?? settings.power.default)),
});

/** back^n / (back^n + front^n). */
export const power = family("power", (n) => (front, back) => {
  const behind = Math.pow(back, n);
  return behind / (behind + Math.pow(front, n));
});

/** back^n / (back + front)^n. */
export const powerOfWhole = family(
  "power-of-whole",
  (n) => (front, back) => Math.pow(back, n) / Math.pow(back + front, n),
);

/** 1 - (front / (front + back))^n. */
export const powerOfFront = family(
  "power-of-front",
  (n) => (front, back) => 1 - Math.pow(front / (front + back), n),
);
