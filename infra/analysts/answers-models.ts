// The plain answers about features and models: questions 11 to 17.
import { featureFlags } from "../../streams/features.ts";
import type { Answer } from "./answers.ts";
import { groups, mean, quantile, scored, sum, without } from "./measures.ts";
import type { Session } from "./session.ts";

const clean = (session: Session) => session.of("featureVector").filter(without(0xff));

const whole = (session: Session) =>
  groups(clean(session), ({ instrumentId }) => session.name(instrumentId));

const { warming, stale, gapped } = featureFlags;

export const modelAnswers: Readonly<Record<number, Answer>> = {
  11: (session) =>
    whole(session).map(([instrument, vectors]) => {
      const values = vectors.map(({ imbalance1 }) => imbalance1);
      const middle = mean(values);
      return {
        instrument,
        vectors: values.length,
        mean: middle,
        deviation: Math.sqrt(mean(values.map((value) => (value - middle) ** 2))),
        p05: quantile(values, 0.05),
        p95: quantile(values, 0.95),
      };
    }),

  12: (session) => {
    const half = quantile(clean(session).map(({ position }) => position), 0.5);
    return whole(session).map(([instrument, vectors]) => {
      const bins = [
        ...Map.groupBy(
          vectors,
          ({ imbalance1 }) => Math.min(9, Math.floor((imbalance1 + 1) * 5)),
        ).values(),
      ].map((inBin) => {
        const later = inBin.filter(({ position }) => position > half).length;
        return { later, earlier: inBin.length - later };
      });
      const share = (of: "later" | "earlier") => (bin: typeof bins[number]) =>
        (bin[of] + 0.5) / (sum(bins.map((one) => one[of])) + 5);
      const psi = bins.map((bin) => {
        const [later, earlier] = [share("later")(bin), share("earlier")(bin)];
        return (later - earlier) * Math.log(later / earlier);
      });
      return { instrument, psi: sum(psi) };
    });
  },

  13: (session) =>
    groups(session.of("prediction"), ({ model, modelVersion }) => `${model} ${modelVersion}`)
      .map(([, predictions]) => ({
        model: predictions[0]!.model,
        model_version: predictions[0]!.modelVersion,
        predictions: predictions.length,
        warming: predictions.filter((one) => !without(warming)(one)).length,
        stale: predictions.filter((one) => !without(stale)(one)).length,
        gapped: predictions.filter((one) => !without(gapped)(one)).length,
      })),

  14: (session) =>
    groups(scored(session), ({ prediction }) => prediction.model).map(([model, all]) => {
      const votes = groups(all, ({ prediction, move }) => `${prediction.instrumentId} ${move}`)
        .map(([, before]) => mean(before.map((one) => Number(isRight(one)))));
      return { model, moves: votes.length, accuracy: mean(votes) };
    }),

  15: (session) =>
    groups(scored(session), ({ prediction }) => {
      const tenth = Math.min(9, Math.floor(prediction.probabilityUp * 10));
      return `${prediction.model} ${tenth}`;
    }).map(([key, all]) => ({
      model: all[0]!.prediction.model,
      tenth: Number(key.split(" ").at(-1)),
      predictions: all.length,
      said: mean(all.map(({ prediction }) => prediction.probabilityUp)),
      came: mean(all.map(({ up }) => Number(up))),
      brier: mean(all.map(({ prediction, up }) => (prediction.probabilityUp - Number(up)) ** 2)),
    })),

  16: (session) =>
    groups(scored(session), ({ prediction }) => prediction.model).flatMap(([model, all]) =>
      [0.5, 0.6, 0.7, 0.8].flatMap((least) => {
        const sure = all.filter(({ prediction }) =>
          Math.max(prediction.probabilityUp, prediction.probabilityDown) >= least
        );
        return sure.length === 0 ? [] : [{
          model,
          at_least: least,
          coverage: sure.length / all.length,
          accuracy: mean(sure.map((one) => Number(isRight(one)))),
        }];
      })
    ),

  17: (session) => {
    const together = [
      ...Map.groupBy(
        session.of("prediction"),
        ({ instrumentId, position }) => `${instrumentId} ${position}`,
      ).values(),
    ].flatMap((all) =>
      all.flatMap((one) =>
        all.filter((other) => one.model < other.model).map((other) => ({ one, other }))
      )
    );
    return groups(together, ({ one, other }) => `${one.model} ${other.model}`).map(([, pairs]) => ({
      one: pairs[0]!.one.model,
      other: pairs[0]!.other.model,
      together: pairs.length,
      agree: mean(pairs.map(({ one, other }) => Number(saysUp(one) === saysUp(other)))),
    }));
  },
};

interface Said {
  readonly probabilityUp: number;
  readonly probabilityDown: number;
}

const saysUp = ({ probabilityUp, probabilityDown }: Said): boolean =>
  probabilityUp > probabilityDown;

const isRight = ({ prediction, up }: { readonly prediction: Said; readonly up: boolean }) =>
  saysUp(prediction) === up;
