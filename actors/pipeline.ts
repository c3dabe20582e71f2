// The pipeline: from a tick to an order, as two machines with the models between them.
import type { InstrumentRegistry } from "../streams/instruments.ts";
import type { FeatureVector } from "../streams/features.ts";
import { type LineUp, lineUpSetBy, type RecentVectors, windowRowsOf } from "../streams/models.ts";
import type { Prediction } from "../streams/predictions.ts";
import type { AnyRecord } from "../streams/records.ts";
import type { AnyActor } from "./actor.ts";
import { type Deliver, Machine, type MachineSnapshot } from "./machine.ts";
import { Recent } from "./recent.ts";

/** Predictions of vectors: a list for each of them, with one for each model of the line-up. */
export type Predictions = readonly (readonly Prediction[])[];

/** Predicts feature vectors by the models of a line-up; without one, by those of the roster. */
export interface Predict {
  (
    vectors: readonly FeatureVector[],
    lineUp?: LineUp,
    /** What came before each vector, where a model reads more than one. */
    recent?: readonly RecentVectors[],
  ): Promise<Predictions>;
  /** Vectors that a model of the roster reads at once, at most; 1 where it is not told. */
  readonly windowRows?: number;
}

/** What the pipeline is made of. */
export interface PipelineOptions {
  readonly instruments: InstrumentRegistry;
  /** Actors from ticks to feature vectors. */
  readonly market: readonly AnyActor[];
  /** Actors from ticks, all that was made of them, and predictions, to orders and positions. */
  readonly trading: readonly AnyActor[];
  readonly predict: Predict;
  /** Takes every record that the actors and the models make, in order of position per kind. */
  readonly deliver: Deliver;
  readonly settings?: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** Where the pipeline stands, and the state of every actor. */
export interface PipelineSnapshot {
  /** The models at work; undefined where no control has said so. */
  readonly lineUp?: LineUp | undefined;
  /** The newest vectors by instrument, where a model reads more than one. */
  readonly recent?: ReadonlyMap<number, readonly FeatureVector[]>;
  readonly market: MachineSnapshot;
  readonly trading: MachineSnapshot;
}

/** What the market machine made of a batch. */
export interface Derived {
  /** Everything it emitted, in order. */
  readonly records: readonly AnyRecord[];
  /** The feature vectors among them. */
  readonly vectors: readonly FeatureVector[];
  /** The vectors again, cut where the line-up changes: a swap counts from its position on. */
  readonly spans: readonly VectorSpan[];
}

/** Vectors in a row that the same models predict. */
interface VectorSpan {
  readonly lineUp: LineUp | undefined;
  readonly vectors: readonly FeatureVector[];
  readonly recent: readonly RecentVectors[];
}

/**
 * Input records go through the market machine at once. The feature vectors of a batch are predicted
 * together. Then the trading machine takes, position by position: the input record, what the market
 * machine made of it, and after each feature vector its predictions. That order depends on nothing
 * but the input, so however the input was cut into batches, and however long a model took, the
 * outputs are the same bytes.
 */
export class Pipeline {
  private readonly options: PipelineOptions;
  private readonly market: Machine;
  private readonly trading: Machine;
  private records: AnyRecord[] = [];
  private vectors: FeatureVector[] = [];
  private running: LineUp | undefined;
  private readonly recent: Recent;

  constructor(options: PipelineOptions) {
    this.options = options;
    const { instruments, settings, deliver } = options;
    this.recent = new Recent(options.predict.windowRows ?? 1);
    this.market = new Machine(options.market, instruments, (record) => {
      if (record._tag === "featureVector") {
        this.vectors.push(record);
        this.recent.add(record);
      }
      if (this.trading.receives(record._tag) || record._tag === "featureVector") {
        this.records.push(record);
      }
      deliver(record);
    }, settings);
    const acknowledges = options.trading.length > 0;
    this.trading = new Machine(options.trading, instruments, deliver, settings, { acknowledges });
  }

  /** First half of a batch: the market machine. Throws `ActorFailed`. */
  derive(batch: readonly AnyRecord[]): Derived {
    this.records = [];
    this.vectors = [];
    const spans: VectorSpan[] = [];
    let from = 0;
    const cut = (): void => {
      if (from === this.vectors.length) return;
      const vectors = this.vectors.slice(from);
      spans.push({ lineUp: this.running, vectors, recent: this.recent.take() });
      from = this.vectors.length;
    };
    for (let i = 0; i < batch.length; i++) {
      const record = batch[i]!;
      this.market.receive(record);
      if (record._tag !== "control") continue;
      if (record.control === "sessionStarted") this.recent.forget();
      const next = lineUpSetBy(record);
      if (next === undefined) continue;
      cut();
      this.running = next;
      this.recent.keep(windowRowsOf(next));
    }
    cut();
    return { records: this.records, vectors: this.vectors, spans };
  }

  /** The models at work after the last derived batch; undefined where no control has said so. */
  get lineUp(): LineUp | undefined {
    return this.running;
  }

  /** What the models say of a derived batch, in the order of its vectors. */
  async predictions({ spans }: Derived): Promise<Predictions> {
    const { predict } = this.options;
    const predictSpan = ({ vectors, lineUp, recent }: VectorSpan) =>
      recent.length === 0 ? predict(vectors, lineUp) : predict(vectors, lineUp, recent);
    if (spans.length === 1) return await predictSpan(spans[0]!);
    return (await Promise.all(spans.map(predictSpan))).flat();
  }

  /**
   * Second half of a batch, in the order of first halves: the trading machine. `predictions` holds
   * one list for each feature vector. Throws `ActorFailed`.
   */
  decide(
    batch: readonly AnyRecord[],
    derived: Derived,
    predictions: Predictions,
  ): void {
    let next = 0;
    let vector = 0;
    for (let i = 0; i < batch.length; i++) {
      const input = batch[i]!;
      this.trading.receive(input);
      for (; next < derived.records.length; next++) {
        const record = derived.records[next]!;
        if (record.position !== input.position) break;
        this.trading.receive(record);
        if (record._tag !== "featureVector") continue;
        for (const prediction of predictions[vector++] ?? []) {
          this.options.deliver(prediction);
          this.trading.receive(prediction);
        }
      }
    }
  }

  /** One batch from end to end. */
  async run(batch: readonly AnyRecord[]): Promise<void> {
    const derived = this.derive(batch);
    this.decide(batch, derived, await this.predictions(derived));
  }

  /** The state of every actor. Only meaningful when every derived batch has been decided. */
  snapshot(): PipelineSnapshot {
    return {
      lineUp: this.running,
      recent: this.recent.byInstrument,
      market: this.market.snapshot(),
      trading: this.trading.snapshot(),
    };
  }

  /** Passes over deliveries that an actor cannot take: see `Machine.skip`. */
  skip(deliveries: ReadonlySet<string>): void {
    this.market.skip(deliveries);
    this.trading.skip(deliveries);
  }

  /** Goes back to a snapshot, which the pipeline then owns. */
  restore(snapshot: PipelineSnapshot): void {
    this.running = snapshot.lineUp;
    if (snapshot.lineUp !== undefined) this.recent.keep(windowRowsOf(snapshot.lineUp));
    this.recent.restore(snapshot.recent);
    this.market.restore(snapshot.market);
    this.trading.restore(snapshot.trading);
  }
}
