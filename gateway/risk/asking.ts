// What bodies and queries of the risk routes have in common, and who may ask for which account.
import { Schema } from "effect";
import { owns, ownsAll, type Principal } from "../access/principal.ts";
import type { Parameter } from "../parameters.ts";
import { ProblemError } from "../problems.ts";

const accountName = Schema.String.check(Schema.isPattern(/^[\w.-]{0,32}$/));

/** Why something is done. */
export const reason = {
  description: "Why; it is kept for ever",
  expected: "3 to 200 characters",
  schema: Schema.String.check(Schema.isMinLength(3), Schema.isMaxLength(200)),
};

/** The account in a body. */
export const account = {
  description: "Only this account; every account unless told otherwise",
  expected: "the name of an account",
  schema: accountName,
  otherwise: { value: "" },
};

/** The account in a query. */
export const accountParameter: Parameter<string> = {
  ...account,
  from: (text) => text,
};

/** Refuses whoever is held to other accounts; "" is all of them. */
export const mayAsk = (principal: Principal, of: string): void => {
  const theirs = of === "" ? ownsAll(principal) : owns(principal, { account: of, strategy: "" });
  if (theirs) return;
  const words = of === "" ? "every account: name one" : `the account "${of}"`;
  throw new ProblemError("forbidden", `This key is not for ${words}`);
};
