// Whether a model may serve: rules over recorded evidence, and nothing else.

/** What is known of a challenger by its scored predictions. */
export interface Evidence {
  /** Moves of the mid price that it predicted, marked data left out. */
  readonly votes: number;
  /** Hours of event time between its first and last prediction. */
  readonly hours: number;
  readonly accuracy: number;
  /** Share of the votes that went up. */
  readonly baseRate: number;
  readonly calibrationError: number;
  /** Against the one that serves, over the moves that both predicted; undefined where nothing serves. */
  readonly duel: Duel | undefined;
}

/** How much less wrong the challenger is, by squared error of its probability, move by move. */
export interface Duel {
  readonly moves: number;
  readonly mean: number;
  readonly deviation: number;
}

/** What evidence must show. */
export interface PromotionThresholds {
  readonly votes: number;
  readonly hours: number;
  /** Accuracy above always saying the more frequent direction. */
  readonly edge: number;
  readonly calibrationError: number;
  /** Moves that both predicted. */
  readonly duelMoves: number;
  /** Standard errors by which it must be less wrong than the one that serves. */
  readonly surely: number;
}

/** The thresholds of this project. 1.645 standard errors are one chance in twenty, on one side. */
export const promotionThresholds: PromotionThresholds = {
  votes: 500,
  hours: 1,
  edge: 0.01,
  calibrationError: 0.05,
  duelMoves: 500,
  surely: 1.645,
};

/** One rule and whether it is kept. */
export interface PromotionRule {
  readonly rule: string;
  readonly passed: boolean;
  readonly words: string;
}

/** Whether a model may serve, and why. */
export interface Verdict {
  readonly may: boolean;
  readonly rules: readonly PromotionRule[];
}

const percent = (value: number): string => `${(value * 100).toFixed(1)} %`;

/** Judges evidence. */
export const judge = (
  evidence: Evidence,
  thresholds: PromotionThresholds = promotionThresholds,
): Verdict => {
  const { votes, hours, accuracy, baseRate, calibrationError, duel } = evidence;
  const majority = Math.max(baseRate, 1 - baseRate);
  const rules: PromotionRule[] = [
    {
      rule: "enough moves",
      passed: votes >= thresholds.votes,
      words: `${Math.round(votes)} moves are scored, at least ${thresholds.votes} are expected`,
    },
    {
      rule: "long enough",
      passed: hours >= thresholds.hours,
      words: `they span ${hours.toFixed(1)} hours, at least ${thresholds.hours} are expected`,
    },
    {
      rule: "better than the base rate",
      passed: accuracy >= majority + thresholds.edge,
      words: `${percent(accuracy)} were right, the more frequent direction alone is ` +
        `${percent(majority)}: at least ${percent(thresholds.edge)} more are expected`,
    },
    {
      rule: "calibrated",
      passed: votes > 0 && calibrationError <= thresholds.calibrationError,
      words: `what was said and what came differ by ${calibrationError.toFixed(3)}, at most ` +
        `${thresholds.calibrationError} is expected`,
    },
    ...(duel === undefined ? [] : [duelRule(duel, thresholds)]),
  ];
  return { may: rules.every(({ passed }) => passed), rules };
};

const duelRule = (
  { moves, mean, deviation }: Duel,
  { duelMoves, surely }: PromotionThresholds,
): PromotionRule => {
  const error = moves > 0 ? deviation / Math.sqrt(moves) : 0;
  const sure = error > 0 ? mean / error : mean > 0 ? Infinity : 0;
  return {
    rule: "less wrong than the one that serves",
    passed: moves >= duelMoves && mean > 0 && sure >= surely,
    words: `over ${moves} moves that both predicted its squared error is ` +
      `${Math.abs(mean).toFixed(4)} ${mean >= 0 ? "smaller" : "larger"}, ` +
      `${sure.toFixed(1)} standard errors: ` +
      `at least ${duelMoves} moves and ${surely} are expected`,
  };
};

/** A verdict in one sentence. */
export const verdictWords = (name: string, { may, rules }: Verdict): string => {
  const because = rules.filter(({ passed }) => passed === may).map(({ words }) => words);
  return `${name} ${may ? "may" : "may not"} be promoted, because ${because.join("; ")}`;
};
