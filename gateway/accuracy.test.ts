// Live accuracy: a prediction is right or wrong at the next move of the mid price, and counts once.
import { expect, it } from "vitest";
import { predictionRow, quoteRow } from "../actors/testing/rows.ts";
import { Accuracy } from "./accuracy.ts";

const quote = (bid: number, ask: number, more = {}) =>
  quoteRow({ bidPriceTicks: bid, askPriceTicks: ask, ...more });
const predicted = (probabilityUp: number, more = {}) =>
  predictionRow({
    ...{ horizonUs: 0, midPriceHalfTicks: 200, probabilityUp, probabilityDown: 1 - probabilityUp },
    ...more,
  });

it("scores each prediction once, at the next move", () => {
  const accuracy = new Accuracy();
  expect(accuracy.lines()).toEqual([]);
  accuracy.onPrediction(predicted(0.9));
  accuracy.onQuote(quote(99, 101));
  accuracy.onQuote(quote(99, 103, { flags: 1 }));
  accuracy.onQuote(quote(99, 103, { instrumentId: 2 }));
  expect(accuracy.lines()).toEqual([]);
  accuracy.onQuote(quote(100, 101));
  accuracy.onQuote(quote(101, 102));
  accuracy.onPrediction(predicted(0.8));
  accuracy.onQuote(quote(98, 101));
  expect(accuracy.lines().filter((line) => !line.startsWith("#"))).toEqual([
    'model_accuracy{model="m"} 0.5',
    'model_scored_predictions{model="m"} 2',
  ]);
});

it("leaves out marked and even predictions, and those of another horizon", () => {
  const accuracy = new Accuracy();
  for (const more of [{ flags: 1 }, { horizonUs: 5 }, { midPriceHalfTicks: 0 }]) {
    accuracy.onPrediction(predicted(0.9, more));
  }
  accuracy.onPrediction(predicted(0.5));
  accuracy.onQuote(quote(90, 91));
  expect(accuracy.lines()).toEqual([]);
});
