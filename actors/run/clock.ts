// The wall clock of the hosts, in the unit of the records. Actors never see it.

/** Now, in microseconds since the epoch. Never steps back within a process. */
export const nowUs = (): number => Math.round((performance.timeOrigin + performance.now()) * 1000);
