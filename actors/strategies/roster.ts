// Every strategy. A new one is a file in this folder and a line here.
import type { AnyActor } from "../actor.ts";
import { imbalanceTaker } from "./imbalance-taker.ts";
import { predictionFollower } from "./prediction-follower.ts";

/** The strategies, in the order they decide. */
export const strategies: readonly AnyActor[] = [predictionFollower, imbalanceTaker];
