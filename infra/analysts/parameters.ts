// What the questions are asked about: an instrument, a moment and a fill of a session.
import type { Session } from "./session.ts";

/** The parameters of the questions, for a session. */
export const parametersOf = (session: Session) => {
  const fills = session.of("fill");
  return {
    instrument: session.name(session.of("trade").at(-1)!.instrumentId),
    position: String(fills[Math.floor(fills.length / 2)]!.position),
    fill_id: fills.findLast(({ signalId }) => signalId !== "")!.fillId,
  };
};
