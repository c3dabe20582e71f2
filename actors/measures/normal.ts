// The normal distribution: its share below a value, and the value a share is below.

/** Share of a standard normal variable below a value: erfc by its continued fraction, or series near 0. */
export const normalShare = (value: number): number => {
  const x = Math.abs(value) / Math.SQRT2;
  if (x < 2) {
    // erf(x) = 2/√π · Σ (-1)^k x^(2k+1) / (k! (2k+1))
    let [term, sum] = [x, x];
    for (let k = 1; Math.abs(term) > 1e-18 * sum; k++) {
      term *= -x * x / k;
      sum += term / (2 * k + 1);
    }
    const erf = 2 / Math.sqrt(Math.PI) * sum;
    return (1 + Math.sign(value) * erf) / 2;
  }
  let fraction = 0;
  for (let k = 60; k > 0; k--) fraction = k / 2 / (x + fraction);
  const tail = Math.exp(-x * x) / Math.sqrt(Math.PI) / (x + fraction) / 2;
  return value > 0 ? 1 - tail : tail;
};

/** The value that a share of a standard normal variable is below; by halving, to the last digits. */
export const normalQuantile = (share: number): number => {
  if (!(share > 0 && share < 1)) return share === 0 ? -Infinity : share === 1 ? Infinity : NaN;
  let [low, high] = [-40, 40];
  for (let i = 0; i < 80; i++) {
    const middle = (low + high) / 2;
    if (normalShare(middle) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
};
