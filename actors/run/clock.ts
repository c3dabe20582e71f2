// The wall clock of the hosts, in the unit of the records. Actors never see it.

/** Tells microseconds since the epoch. */
export type Clock = () => number;

/** The clock of this machine. Never steps back within a process. */
const machineClock: Clock = () => Math.round((performance.timeOrigin + performance.now()) * 1000);
let clock = machineClock;

/** Now, in microseconds since the epoch. */
export const nowUs: Clock = () => clock();

/** Puts another clock in place, for a simulation; the machine's own again where none is given. */
export const useClock = (other: Clock = machineClock): void => {
  clock = other;
};
