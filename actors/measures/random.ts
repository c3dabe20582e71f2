// A small seeded generator of random numbers whose state is plain data (sfc32), and the distributions on it.

/** The state of the generator: four 32-bit words. */
export type RandomState = [number, number, number, number];

/** The state for a seed. The first numbers are thrown away, so that near seeds differ at once. */
export const randomState = (seed: number): RandomState => {
  const state: RandomState = [seed | 0, Math.floor(seed / 4294967296) | 0, 0x9e3779b9, 1];
  for (let i = 0; i < 16; i++) uniform(state);
  return state;
};

/** A number from 0 up to, not including, 1. */
export const uniform = (state: RandomState): number => {
  const sum = (state[0] + state[1] | 0) + state[3] | 0;
  state[3] = state[3] + 1 | 0;
  state[0] = state[1] ^ state[1] >>> 9;
  state[1] = state[2] + (state[2] << 3) | 0;
  state[2] = (state[2] << 21 | state[2] >>> 11) + sum | 0;
  return (sum >>> 0) / 4294967296;
};

/** An exponentially distributed number with mean 1. */
export const exponential = (state: RandomState): number => -Math.log(1 - uniform(state));

/** A normally distributed number with mean 0 and deviation 1 (Box and Muller). */
export const normal = (state: RandomState): number =>
  Math.sqrt(-2 * Math.log(1 - uniform(state))) * Math.cos(2 * Math.PI * uniform(state));

/** 0, 1, 2 … with a chance that falls by `1 - stop` a step. At most `most`. */
export const geometric = (state: RandomState, stop: number, most: number): number => {
  let steps = 0;
  while (steps < most && uniform(state) > stop) steps++;
  return steps;
};
