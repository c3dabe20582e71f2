// Refusals of what is not somebody's own, as problems.
import { Effect } from "effect";
import { ProblemError } from "../problems.ts";
import { owns, ownsAccount, type Principal } from "./principal.ts";

/** Orders by hand belong to an account and to no strategy. */
export const mayTrade = (
  principal: Principal,
  account: string,
): Effect.Effect<void, ProblemError> =>
  owns(principal, { account, strategy: "" }) ? Effect.void : Effect.fail(
    new ProblemError("forbidden", "Orders by hand are not among what this key may do"),
  );

/** What concerns an account, or every account where it is "". */
export const maySteer = (
  principal: Principal,
  account: string,
): Effect.Effect<void, ProblemError> =>
  ownsAccount(principal, account) ? Effect.void : Effect.fail(
    new ProblemError(
      "forbidden",
      "This concerns more than the accounts and strategies of this key",
    ),
  );
