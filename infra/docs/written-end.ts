// Pages whose end is written from a result: what stands before the mark is by hand.
import { readFileSync } from "node:fs";

const markOf = (result: string): string =>
  `<!-- Written by npm run docs, from perf/results/${result}.json. -->\n`;

/** A page of docs with its end as a result of perf/results gives it. Throws where the page has no mark. */
export const withEnd = <Result>(
  page: string,
  result: string,
  end: (result: Result) => string,
): string => {
  const text = readFileSync(new URL(`../../docs/${page}`, import.meta.url), "utf8");
  const file = new URL(`../../perf/results/${result}.json`, import.meta.url);
  const [before, after] = text.split(markOf(result));
  if (after === undefined) {
    throw new Error(`docs/${page} lacks the line "${markOf(result).trim()}"`);
  }
  const made = end(JSON.parse(readFileSync(file, "utf8")) as Result);
  return `${before!.trimEnd()}\n\n${markOf(result)}${made}`;
};
