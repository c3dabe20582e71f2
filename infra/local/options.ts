// What the supervisor tells the core to run, as JSON in the environment variable `CONTRAIL_OPTIONS`.
import { Schema } from "effect";
import { liveVenueNames } from "../../actors/adapters/roster.ts";
import { faults } from "../../actors/venues/faults/roster.ts";
import { stages } from "../../streams/status.ts";

/** The options of the core. */
export const CoreOptions = Schema.Struct({
  /** Tells this start from every other: a core that is restarted within it goes on where it stopped. */
  runId: Schema.NonEmptyString,
  source: Schema.Literals(["simulated", "replay", ...liveVenueNames]),
  /** Instruments of a live venue. */
  symbols: Schema.optionalKey(Schema.Array(Schema.NonEmptyString)),
  /** Where a live venue is, if not at its own addresses. */
  venueUrl: Schema.optionalKey(Schema.NonEmptyString),
  /** Whether orders go to the live venue. */
  live: Schema.optionalKey(Schema.Boolean),
  /** Milliseconds after its decision in which an order is sent to the live venue. */
  sendWithinMs: Schema.optionalKey(Schema.Int.check(Schema.isGreaterThan(0))),
  /** Absolute paths of files or folders, in the order to replay them; empty unless replaying. */
  files: Schema.Array(Schema.NonEmptyString),
  /** Times real speed; 0 is as fast as possible. */
  speed: Schema.Finite.check(Schema.isGreaterThanOrEqualTo(0)),
  /** Seed of the simulated market. */
  seed: Schema.Int,
  /** The line to the venue, see `actors/venues/faults/`. */
  faults: Schema.Literals(faults.map(({ name }) => name)),
  /** The share of the instruments that it takes, from 0; all where it is not given. */
  partition: Schema.optionalKey(
    Schema.Struct({ index: Schema.Int, count: Schema.Int.check(Schema.isGreaterThan(0)) }),
  ),
  /** The stages that this process runs; all where it is not given. */
  stages: Schema.optionalKey(Schema.NonEmptyArray(Schema.Literals(stages))),
});
export type CoreOptions = typeof CoreOptions.Type;

/** The environment variable that carries the options. */
export const optionsVariable = "CONTRAIL_OPTIONS";

const decode = Schema.decodeUnknownSync(Schema.fromJsonString(CoreOptions));

/** Reads the options of this process. Throws an error that names the field where they are wrong. */
export const readCoreOptions = (text = process.env[optionsVariable]): CoreOptions => {
  if (text === undefined) throw new Error(`${optionsVariable} is not set: \`npm start\` sets it`);
  return decode(text);
};
