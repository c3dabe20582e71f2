// A funding rate, as it lies in a control of the input log: parts per million, as text, in the field `value`.

/** Parts per million that a rate may be at most: more is no rate. */
const mostPpm = 1_000_000;

/** Reads one: above zero, long pays short. Undefined where the text is none. */
export const readFundingRate = (text: string): number | undefined => {
  if (!/^-?\d{1,7}$/.test(text)) return undefined;
  const ppm = Number(text);
  return Math.abs(ppm) > mostPpm ? undefined : ppm;
};
