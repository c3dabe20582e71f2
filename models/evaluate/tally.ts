// Scores of predictions of the next move of the mid price, as they come: one vote for each move.

/** A row that waits for its move: what each rule says of it. */
export interface OpenRow {
  /** The model's probability that the move is up. */
  readonly probabilityUp: number;
  /** What the rules anyone could follow say: up, or not. */
  readonly imbalanceUp: boolean;
  readonly lastMoveUp: boolean;
}

/** Scores of a rule that says up or down. */
export interface ClassScores {
  readonly accuracy: number;
  readonly balancedAccuracy: number;
  readonly macroF1: number;
  /** Matthews correlation, -1 to 1. */
  readonly matthews: number;
}

/** How right the model is where it is at least so confident. */
export interface CoverageRow {
  readonly confidence: number;
  readonly coverage: number;
  readonly accuracy: number;
}

/** Everything that is said of a model on some rows. */
export interface Evaluation extends ClassScores {
  readonly rows: number;
  readonly moves: number;
  /** Share of the moves that went up. */
  readonly baseRate: number;
  readonly logLoss: number;
  /** Share of the log-loss of the base rate that is saved. */
  readonly logLossSkill: number;
  /** Expected calibration error over 15 bins of equal width. */
  readonly calibrationError: number;
  /** The calibration error to expect of right probabilities on so few moves. */
  readonly calibrationNoise: number;
  readonly coverage: readonly CoverageRow[];
  readonly naive: Readonly<Record<"majority" | "imbalanceSign" | "persistence", ClassScores>>;
}

const bins = 15;
const confidences = [0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9] as const;

/** Votes by what was said and what came: said up and up, said up and down, and so on. */
class Votes {
  upUp = 0;
  upDown = 0;
  downUp = 0;
  downDown = 0;

  add(saidUp: boolean, up: boolean, weight: number): void {
    if (saidUp) up ? this.upUp += weight : this.upDown += weight;
    else up ? this.downUp += weight : this.downDown += weight;
  }

  scores(): ClassScores {
    const total = this.upUp + this.upDown + this.downUp + this.downDown;
    const [tp, fp, fn, tn] = [this.upUp, this.upDown, this.downUp, this.downDown]
      .map((one) => one / total) as [number, number, number, number];
    const share = (a: number, b: number) => b > 0 ? a / b : 0;
    const f1 = (hit: number) => share(2 * hit, 2 * hit + fp + fn);
    return {
      accuracy: tp + tn,
      balancedAccuracy: (share(tp, tp + fn) + share(tn, tn + fp)) / 2,
      macroF1: (f1(tp) + f1(tn)) / 2,
      matthews: share(tp * tn - fp * fn, Math.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn))),
    };
  }
}

/** Takes the rows of one move after the other. */
export class Tally {
  private rows = 0;
  private moves = 0;
  private ups = 0;
  private loss = 0;
  private readonly model = new Votes();
  private readonly imbalance = new Votes();
  private readonly persistence = new Votes();
  private readonly said = new Float64Array(bins);
  private readonly was = new Float64Array(bins);
  private readonly variance = new Float64Array(bins);
  private readonly share = new Float64Array(bins);
  private readonly mean = new Float64Array(bins);
  private readonly kept = new Float64Array(confidences.length);
  private readonly right = new Float64Array(confidences.length);

  /** A move has come: every row that waited for it is right or wrong, by its share of one vote. */
  move(rows: readonly OpenRow[], up: boolean): void {
    if (rows.length === 0) return;
    const weight = 1 / rows.length;
    this.rows += rows.length;
    this.moves++;
    if (up) this.ups++;
    const { share, mean } = this;
    share.fill(0);
    mean.fill(0);
    for (const { probabilityUp: p, imbalanceUp, lastMoveUp } of rows) {
      this.model.add(p > 0.5, up, weight);
      this.imbalance.add(imbalanceUp, up, weight);
      this.persistence.add(lastMoveUp, up, weight);
      this.loss -= weight * Math.log(Math.min(1, Math.max(1e-12, up ? p : 1 - p)));
      const bin = Math.min(bins - 1, Math.floor(p * bins));
      this.said[bin]! += weight * p;
      share[bin]! += weight;
      mean[bin]! += weight * p;
      this.was[bin]! += up ? weight : 0;
      const confidence = Math.max(p, 1 - p);
      for (const [i, least] of confidences.entries()) {
        if (confidence < least) break;
        this.kept[i]! += weight;
        if (p > 0.5 === up) this.right[i]! += weight;
      }
    }
    this.addVariance();
  }

  /** The rows of one move are right or wrong together. */
  private addVariance(): void {
    for (let bin = 0; bin < bins; bin++) {
      const said = this.mean[bin]!;
      this.variance[bin]! += said * (this.share[bin]! - said);
    }
  }

  /** The scores so far; undefined where nothing was scored. */
  evaluation(): Evaluation | undefined {
    const { rows, moves, ups } = this;
    if (moves === 0) return undefined;
    const base = ups / moves;
    const prior = -(base * Math.log(base || 1) + (1 - base) * Math.log(1 - base || 1));
    const majority = new Votes();
    majority.add(base > 0.5, true, ups);
    majority.add(base > 0.5, false, moves - ups);
    const logLoss = this.loss / moves;
    return {
      rows,
      moves,
      baseRate: base,
      ...this.model.scores(),
      logLoss,
      logLossSkill: prior === 0 ? NaN : 1 - logLoss / prior,
      calibrationError: this.said.reduce((sum, one, i) => sum + Math.abs(one - this.was[i]!), 0) /
        moves,
      calibrationNoise:
        this.variance.reduce((sum, one) => sum + Math.sqrt((2 / Math.PI) * one), 0) / moves,
      coverage: confidences.flatMap((confidence, i) =>
        this.kept[i]! === 0 ? [] : [{
          confidence,
          coverage: this.kept[i]! / moves,
          accuracy: this.right[i]! / this.kept[i]!,
        }]
      ),
      naive: {
        majority: majority.scores(),
        imbalanceSign: this.imbalance.scores(),
        persistence: this.persistence.scores(),
      },
    };
  }
}
