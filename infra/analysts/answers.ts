// The plain answer to each question, computed from the records themselves.
import { accountAnswers } from "./answers-account.ts";
import { marketAnswers } from "./answers-market.ts";
import { modelAnswers } from "./answers-models.ts";
import { tradingAnswers } from "./answers-trading.ts";
import type { parametersOf } from "./parameters.ts";
import type { Session } from "./session.ts";

/** A row of an answer. Columns that it leaves out may hold anything. */
export type AnswerRow = Readonly<Record<string, string | number>>;

/** Computes an answer. The parameters are those of the questions. */
export type Answer = (
  session: Session,
  parameters: ReturnType<typeof parametersOf>,
) => readonly AnswerRow[];

/** By the number of the question. */
export const answers: Readonly<Record<number, Answer>> = {
  ...marketAnswers,
  ...modelAnswers,
  ...tradingAnswers,
  ...accountAnswers,
};
