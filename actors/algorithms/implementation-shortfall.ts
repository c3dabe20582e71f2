// Implementation shortfall: early where waiting is the risk (Almgren and Chriss, 2000).
import { type Algorithm, elapsed, partOf, shareOf, slices } from "./algorithm.ts";

/**
 * What is left falls as sinh(κ(T - t)) / sinh(κT): the optimum between the risk of waiting and the cost of
 * haste. κT is the urgency; near 0 it is TWAP.
 */
export const implementationShortfall: Algorithm = {
  name: "implementation-shortfall",
  about: "Early where waiting is the risk: most of it at the beginning (Almgren and Chriss)",
  parameters: {
    slices,
    urgency: {
      default: 3,
      minimum: 0.01,
      maximum: 50,
      comment:
        "How much dearer waiting is than haste; near 0 is even, 3 does 90 % in the first half",
    },
  },
  due: (progress) => {
    const { urgency, slices: parts } = progress.parameters;
    // The first slice goes at once, as with TWAP.
    const at = Math.min(1, elapsed(progress) + 1 / parts!);
    return shareOf(progress, 1 - Math.sinh(urgency! * (1 - at)) / Math.sinh(urgency!));
  },
  clip: ({ quantityLots, parameters }) => partOf(quantityLots, parameters["slices"]!),
};
