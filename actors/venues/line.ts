// The line to a venue: what goes wrong on it, and what both ends do about it, as in FIX: number, keep, send again.
import type { OrderCommand } from "../../streams/orders.ts";
import type { TimeUs } from "../../streams/units.ts";
import type { Actor, AnyActor, Emit, Setting } from "../actor.ts";
import type { Told } from "./simulated/reports.ts";
import { type RandomState, randomState, uniform } from "../measures/random.ts";

const share = (comment: string): Setting => ({ default: 0, minimum: 0, maximum: 1, comment });
const milliseconds = (preset: number, comment: string): Setting => ({
  default: preset,
  minimum: 0,
  maximum: 600_000,
  comment: `${comment}, in milliseconds of event time`,
});

/** Settings of a line, beside those of the venue behind it. Nothing goes wrong by default. */
export const lineSettings = {
  lateShare: share("Share of messages that are late, or lost and sent again"),
  lateMs: milliseconds(2_000, "How late they are at most"),
  repeatedShare: share("Share of messages that come twice"),
  outageShare: share("Share of messages at which the line breaks"),
  outageMs: milliseconds(5_000, "How long it is broken"),
  lostShare: share("Share of reports that are lost, and sent again once they are missed"),
  resendMs: milliseconds(5_000, "From a lost report to the same one sent again"),
  overtakenShare: share("Share of reports that others overtake"),
  overtakenMs: milliseconds(500, "How much later they come at most"),
} as const satisfies Readonly<Record<string, Setting>>;

type LineSettings = Readonly<Record<keyof typeof lineSettings, number>>;
type Report = Parameters<Emit<Told>>[0];

/** A report on the line, with the number its sender gave it. */
interface NumberedReport {
  readonly dueUs: TimeUs;
  readonly number: number;
  readonly record: Report;
}

/** One line, and the venue of one instrument behind it. */
export interface LineState {
  readonly settings: LineSettings;
  readonly random: RandomState;
  venue: unknown;
  nowUs: TimeUs;
  downUntilUs: TimeUs;
  /** Commands on their way, in the order they were sent, which is that of arrival. */
  commands: { readonly dueUs: TimeUs; readonly command: OrderCommand }[];
  /** The newest commands that have arrived: one that comes again is not carried out again. */
  carriedOut: Set<string>;
  /** Number of the newest report sent, and of the newest one taken. */
  sent: number;
  taken: number;
  reports: NumberedReport[];
  /** Reports that came before others that were sent before them. */
  early: Map<number, Report>;
}

/** Commands remembered by the venue, per instrument. */
const commandsRemembered = 4_096;

/**
 * Puts a venue behind a line. Commands and reports come late, twice, or only when a broken line is up
 * again; reports also overtake each other. The venue carries out each command once, and each report is
 * told once, in the order the venue sent them.
 */
export const overLine = (venue: AnyActor): AnyActor => {
  const actor: Actor<LineState, (typeof venue.receives)[number], Told> = {
    ...venue,
    settings: { ...venue.settings, ...lineSettings },
    initial: (context, instrumentId) => ({
      settings: context.settings as LineSettings,
      random: randomState(instrumentId),
      venue: venue.initial(context, instrumentId),
      nowUs: 0,
      downUntilUs: 0,
      commands: [],
      carriedOut: new Set(),
      sent: 0,
      taken: 0,
      reports: [],
      early: new Map(),
    }),
    receive: (state, message, emit) => {
      if (message._tag === "orderCommand") {
        if (message.stage === "approved") sendCommand(state, message);
        return;
      }
      const report = (record: object) => sendReport(state, record as Report);
      const ends = message._tag === "control" && message.control === "sessionStarted";
      if (message.eventTimeUs > state.nowUs) state.nowUs = message.eventTimeUs;
      // The line of a session ends with it, and nothing of what was on it is lost.
      const byUs = ends ? Number.POSITIVE_INFINITY : state.nowUs;
      for (const command of commandsDue(state, byUs)) venue.receive(state.venue, command, report);
      venue.receive(state.venue, message, report);
      takeReports(state, byUs, emit);
      if (ends) Object.assign(state, { nowUs: 0, downUntilUs: 0 });
    },
  };
  return actor;
};

const befalls = ({ random }: LineState, chance: number): boolean => uniform(random) < chance;

/** When something that is sent now arrives. */
const dueUs = (state: LineState): TimeUs => {
  const { lateShare, lateMs, outageShare, outageMs } = state.settings;
  if (befalls(state, outageShare)) state.downUntilUs = state.nowUs + outageMs * 1000;
  const lateUs = befalls(state, lateShare) ? Math.round(uniform(state.random) * lateMs * 1000) : 0;
  return Math.max(state.nowUs, state.downUntilUs) + lateUs;
};

/** What befalls reports only, in microseconds. */
const heldUs = (state: LineState): number => {
  const { lostShare, resendMs, overtakenShare, overtakenMs } = state.settings;
  const lostUs = lostShare > 0 && befalls(state, lostShare) ? resendMs * 1000 : 0;
  return overtakenShare > 0 && befalls(state, overtakenShare)
    ? lostUs + Math.round(uniform(state.random) * overtakenMs * 1000)
    : lostUs;
};

const times = (state: LineState): number => befalls(state, state.settings.repeatedShare) ? 2 : 1;

const sendCommand = (state: LineState, command: OrderCommand): void => {
  if (command.eventTimeUs > state.nowUs) state.nowUs = command.eventTimeUs;
  for (let left = times(state); left > 0; left--) {
    const due = Math.max(state.commands.at(-1)?.dueUs ?? 0, dueUs(state));
    state.commands.push({ dueUs: due, command });
  }
};

/** Commands that arrive by a time and have not arrived before. */
const commandsDue = (state: LineState, byUs: TimeUs): OrderCommand[] => {
  const arrived: OrderCommand[] = [];
  while (state.commands.length > 0 && state.commands[0]!.dueUs <= byUs) {
    const { command } = state.commands.shift()!;
    const id = `${command.position}.${command.outputIndex}`;
    if (state.carriedOut.has(id)) continue;
    state.carriedOut.add(id);
    if (state.carriedOut.size > commandsRemembered) {
      state.carriedOut.delete(state.carriedOut.values().next().value!);
    }
    arrived.push(command);
  }
  return arrived;
};

const sendReport = (state: LineState, record: Report): void => {
  const number = ++state.sent;
  for (let left = times(state); left > 0; left--) {
    state.reports.push({ dueUs: dueUs(state) + heldUs(state), number, record: { ...record } });
  }
};

/** Tells the reports that have arrived, as far as none before them is missing. */
const takeReports = (
  state: LineState,
  byUs: TimeUs,
  emit: Emit<Told>,
): void => {
  const { early } = state;
  const arrived = state.reports.filter((report) => report.dueUs <= byUs)
    .sort((a, b) => a.dueUs - b.dueUs);
  if (arrived.length === 0) return;
  state.reports = state.reports.filter((report) => report.dueUs > byUs);
  for (const { number, record } of arrived) {
    if (number > state.taken) early.set(number, record);
    for (let next = early.get(state.taken + 1); next !== undefined;) {
      early.delete(++state.taken);
      emit(next);
      next = early.get(state.taken + 1);
    }
  }
};
