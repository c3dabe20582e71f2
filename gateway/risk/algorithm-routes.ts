// Execution algorithms: what there is, and the orders they work. They are submitted and canceled like any order.
import { Effect } from "effect";
import { parametersOf } from "../../actors/algorithms/algorithm.ts";
import { algorithms } from "../../actors/algorithms/roster.ts";
import { owns } from "../access/principal.ts";
import { apiWord } from "../orders.ts";
import { ProblemError } from "../problems.ts";
import { type Route, route, wholeList } from "../route.ts";
import { pageOf } from "../schemas.ts";
import { algorithmOrderAnswer } from "./present.ts";
import { Algorithm, AlgorithmOrder } from "./schemas.ts";

/** Routes of algorithms. */
export const algorithmRoutes: readonly Route[] = [
  route({
    path: "/v1/algorithms",
    summary: "The execution algorithms, and what each can be told",
    scope: "read:market",
    parameters: {},
    answer: pageOf(Algorithm),
    respond: () =>
      Effect.sync(() =>
        wholeList(algorithms.map((one) => ({
          name: one.name,
          description: one.about,
          parameters: Object.entries(parametersOf(one)).map(([name, setting]) => ({
            name: apiWord(name),
            default: setting.default,
            minimum: setting.minimum,
            maximum: setting.maximum,
            description: setting.comment,
          })),
        })))
      ),
  }),
  route({
    path: "/v1/algorithm-orders",
    summary: "Orders that algorithms work or have worked, newest first",
    parameters: {},
    answer: pageOf(AlgorithmOrder),
    respond: ({ desk, presenter, principal }) =>
      Effect.sync(() =>
        wholeList(
          [...desk.algorithms.values()].filter((one) => owns(principal, one)).reverse()
            .map((one) => algorithmOrderAnswer(presenter, one)),
        )
      ),
  }),
  route({
    path: "/v1/algorithm-orders/{id}",
    summary: "One order that an algorithm works, by its client_order_id",
    parameters: {},
    answer: AlgorithmOrder,
    respond: ({ desk, presenter, principal }, _query, id) => {
      const found = desk.algorithms.get(id);
      return found !== undefined && owns(principal, found)
        ? Effect.succeed(algorithmOrderAnswer(presenter, found))
        : Effect.fail(
          new ProblemError("notFound", `There is no algorithm order "${id.slice(0, 80)}"`, [
            { path: "id", message: "is no client_order_id of /v1/algorithm-orders" },
          ]),
        );
    },
  }),
];
