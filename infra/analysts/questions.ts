// The questions of docs/ANALYSTS.md, as they stand there.
import { readFileSync } from "node:fs";

/** A question with its SQL. */
export interface Question {
  readonly number: number;
  readonly title: string;
  readonly sql: string;
}

/** Every question, in order. */
export const questions = (): Question[] => {
  const text = readFileSync(new URL("../../docs/ANALYSTS.md", import.meta.url), "utf8");
  return [...text.matchAll(/^### (\d+)\. (.+)$([\s\S]*?)^```sql\n([\s\S]*?)^```$/gm)]
    .map(([, number, title, , sql]) => ({ number: Number(number), title: title!, sql: sql! }));
};
