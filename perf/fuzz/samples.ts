// Samples of an arbitrary, lazily and seeded: the same seed gives the same ones on every machine.
import fc from "fast-check";

const chunk = 250;

/** So many values of an arbitrary. */
export function* samples<A>(
  arbitrary: fc.Arbitrary<A>,
  { count, seed }: { readonly count: number; readonly seed: number },
): Generator<A> {
  for (let done = 0; done < count; done += chunk) {
    yield* fc.sample(arbitrary, { numRuns: Math.min(chunk, count - done), seed: seed + done });
  }
}
