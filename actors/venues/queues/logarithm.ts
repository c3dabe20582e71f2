// Cancellations split by logarithms of the quantity before and behind us, in units of the asset.
import { type BehindProbability, probabilisticRule, type QueueModel } from "./queue-model.ts";

const family = (name: string, probability: BehindProbability): QueueModel => ({
  name,
  settings: {},
  rule: (_settings, lotSize) =>
    probabilisticRule((front, back) => probability(front * lotSize, back * lotSize)),
});

/** ln(1 + back) / (ln(1 + back) + ln(1 + front)). */
export const logarithm = family("logarithm", (front, back) => {
  const behind = Math.log(1 + back);
  return behind / (behind + Math.log(1 + front));
});

/** ln(1 + back) / ln(1 + back + front). */
export const logarithmOfWhole = family(
  "logarithm-of-whole",
  (front, back) => Math.log(1 + back) / Math.log(1 + back + front),
);
