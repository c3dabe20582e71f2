// What can keep the system from starting or going on, each with one line for people.
import { Data } from "effect";

/** Why the system cannot start or go on. */
export type FailureReason =
  /** A value given by a person is wrong. */
  | "options"
  /** The data folder cannot be made or written. */
  | "folder"
  /** Another instance uses the data folder. */
  | "locked"
  | "portInUse"
  | "diskFull"
  /** A server or program is not there and could not be installed. */
  | "notInstalled"
  /** A process ended and was restarted as often as is sensible. */
  | "died"
  /** Another instance has taken over what a process wrote. */
  | "fenced"
  /** A process did not get ready in time. */
  | "timeout"
  /** The screens could not be built. */
  | "build";

/** The system cannot start or go on. The message is one line, and says what to do where something can be done. */
export class LocalFailure extends Data.TaggedError("LocalFailure")<{
  readonly reason: FailureReason;
  readonly message: string;
  readonly cause?: unknown;
}> {}
