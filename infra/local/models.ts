// `npm run models`: what is kept, what runs, how right it is, and changing it.
import { existsSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { Effect } from "effect";
import type { InputAnswer, InputRequest } from "../../actors/run/requests.ts";
import { LiveModels } from "../../gateway/models/live-models.ts";
import type {
  LineUpAnswer,
  ModelAnswer,
  ModelDetail,
  ModelScores,
  PromotionAnswer,
  ScoreAnswer,
} from "../../gateway/models/protocol.ts";
import { modelRoutes } from "../../gateway/models/routes.ts";
import { Presenter } from "../../gateway/present.ts";
import { ProblemError } from "../../gateway/problems.ts";
import type { Page } from "../../gateway/protocol.ts";
import { queryText } from "../../gateway/queries.ts";
import type { Services } from "../../gateway/route.ts";
import { recordFrom, type StoredRow } from "../../gateway/rows.ts";
import { verdictWords } from "../../models/promotion.ts";
import { registryOver } from "../../models/registry.ts";
import { checkModel, readModelFiles } from "../../models/load.ts";
import { openRunner } from "../../models/runner.ts";
import { modelActions, modelWords } from "../../streams/models.ts";
import { clickHouseStore, Store } from "../../streams/transport/clickhouse.ts";
import { jetStreamTransport } from "../../streams/transport/jetstream.ts";
import { Transport } from "../../streams/transport/transport.ts";
import { type NatsUser, readEndpoints } from "./endpoints.ts";
import { readInstruments } from "./instruments-file.ts";

const help = `npm run models -- COMMAND [MODEL[@VERSION]] [options]

  list                 Models that are kept, their versions, and what each is doing
  show MODEL           One of them, with what its card says and every change of it
  scores MODEL         How right its predictions were, once their horizon had passed
  promotion MODEL      Whether recorded evidence lets it serve, rule by rule
  import FOLDER        Keeps the model of a folder (model.onnx, card.json, golden.json)
  promote MODEL        Lets it serve in the place of the one that does; --replaces NAME for another's
  pin, unpin MODEL     Lets it serve and no other, until it is unpinned
  rollback MODEL       Lets the version serve again that served before
  retire MODEL         Ends a version, or all of a model
  shadow MODEL         Lets it run beside: recorded and scored, never traded

  --reason TEXT    Why; every change needs one
  --replaces NAME  A model of another name that serves now, and becomes a shadow
  --override       Promotes also what the evidence does not let
  --symbol S, --hours N     Of scores: only of an instrument; hours of event time back (default 24)
  --data-dir DIR   Folder of a system that runs (default .contrail)
  --json           One JSON object as the last line
`;

const options = {
  "data-dir": { type: "string", default: ".contrail" },
  reason: { type: "string" },
  replaces: { type: "string" },
  override: { type: "boolean", default: false },
  symbol: { type: "string" },
  hours: { type: "string", default: "24" },
  json: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

type Values = ReturnType<typeof parseArgs<{ options: typeof options }>>["values"];

/** What a command prints, and gives as JSON. */
interface Told {
  readonly lines: readonly string[];
  readonly json: object;
}

/** The services of a route, as the gateway has them, over the system of a data folder. */
const servicesOf = Effect.fnUntraced(function* (dataDir: string) {
  const transport = yield* Transport;
  const store = yield* Store;
  const models = new LiveModels(registryOver(transport.objects));
  const [row] = yield* store.query<StoredRow>(queryText("line-up", "control"));
  if (row !== undefined) models.onControl(recordFrom("control", row));
  const ask = (asked: InputRequest, timeoutMs = 30_000) =>
    transport.request(JSON.stringify(asked), { timeoutMs }).pipe(
      Effect.mapError(({ message }) => new ProblemError("unavailable", message)),
      Effect.flatMap((text) => {
        const answer = JSON.parse(text) as InputAnswer;
        if ("error" in answer) return Effect.fail(new ProblemError("invalid", answer.error));
        const { position, value = asked.value } = answer;
        const at = { _tag: "control", position, outputIndex: 0, eventTimeUs: 0, ingestTimeUs: 0 };
        models.onControl({ ...at, ...asked, value } as Parameters<LiveModels["onControl"]>[0]);
        return Effect.succeed(position);
      }),
    );
  const presenter = new Presenter(readInstruments(dataDir));
  return { models, store, ask, presenter } as unknown as Services;
});

/** Answers as a route of the API does. */
const answerOf = (
  services: Services,
  path: string,
  given: { readonly id?: string; readonly query?: object; readonly body?: object },
): Effect.Effect<object, Error> => {
  const route = modelRoutes.find((one) => one.path === path)!;
  return route.respond(services, (given.query ?? {}) as never, given.id ?? "", given.body as never);
};

const percent = (value: number): string => `${(value * 100).toFixed(2)} %`;
const scoreLine = (one: ScoreAnswer): string =>
  `  ${one.group.padEnd(16)} ${String(Math.round(one.votes)).padStart(8)} votes  accuracy ` +
  `${percent(one.accuracy)}, Brier ${one.brier.toFixed(4)}, calibration error ` +
  one.calibration_error.toFixed(4);

const modelLines = ({ name, versions }: ModelAnswer): string[] =>
  versions.map(({ version, state, pinned, sha256, algorithm }) =>
    `${modelWords({ name, version }).padEnd(28)} ${(pinned ? "pinned" : state).padEnd(8)} ` +
    `${sha256.slice(0, 12)}  ${algorithm.slice(0, 60)}`
  );

const lineUpLines = ({ position, models }: LineUpAnswer): string[] => [
  position === null ? "Nothing has run yet" : `From position ${position} on:`,
  ...models.map(({ name, version, role, pinned }) =>
    `  ${modelWords({ name, version }).padEnd(28)} ${role}${pinned ? ", pinned" : ""}`
  ),
];

const scoreLines = (scores: ModelScores): string[] => [
  `${scores.model}: ${scores.from ?? "nothing scored"} to ${scores.to ?? ""}, ` +
  `${scores.excluded} marked or lost ones left out`,
  ...[scores.total, ...scores.by_version, ...scores.by_symbol, ...scores.by_confidence].map(
    scoreLine,
  ),
  ...[...scores.by_spread, ...scores.by_volatility, ...scores.by_hour].map(scoreLine),
];

/** Runs a command over the system of a data folder: what to print, and what to give as JSON. */
const run = Effect.fnUntraced(function* (
  command: string,
  what: string,
  { values, dataDir }: { readonly values: Values; readonly dataDir: string },
) {
  const services = yield* servicesOf(dataDir);
  const [id = "", told] = what.split("@");
  const version = told === undefined ? undefined : Number(told);
  if (command === "list") {
    const page = yield* answerOf(services, "/v1/models", {}) as Effect.Effect<
      Page<ModelAnswer>,
      Error
    >;
    return { lines: page.data.flatMap(modelLines), json: { models: page.data } };
  }
  if (command === "show") {
    const one = (yield* answerOf(services, "/v1/models/{id}", { id })) as ModelDetail;
    const changes = one.changes.map((change) =>
      `${change.t}  position ${change.position}  ${change.action}` +
      `${change.version === null ? "" : ` ${change.version}`}: ${change.reason}`
    );
    return { lines: [...modelLines(one), ...changes], json: one };
  }
  if (command === "scores") {
    const { instruments } = services.presenter;
    if (values.symbol !== undefined && instruments.find(values.symbol) === undefined) {
      throw new Error(`--symbol "${values.symbol}": expected the name of an instrument`);
    }
    const query = { symbol: values.symbol, version, hours: Number(values.hours) };
    const scores =
      (yield* answerOf(services, "/v1/models/{id}/scores", { id, query })) as ModelScores;
    return { lines: scoreLines(scores), json: scores };
  }
  if (command === "promotion") {
    const query = { version, replaces: values.replaces };
    const verdict = (yield* answerOf(services, "/v1/models/{id}/promotion", {
      id,
      query,
    })) as PromotionAnswer;
    return { lines: [verdictWords(modelWords({ ...verdict, name: id }), verdict)], json: verdict };
  }
  const { reason = "" } = values;
  if (reason.length < 3) throw new Error("--reason is missing: every change needs one");
  const body = { reason, version, sha256: undefined, replaces: values.replaces };
  const changed = (yield* answerOf(services, `/v1/models/{id}/${command}`, {
    id,
    body: { ...body, override: values.override },
  })) as LineUpAnswer;
  return { lines: lineUpLines(changed), json: changed };
});

/** Keeps the model of a folder, after it has run its golden inputs. */
const importModel = Effect.fnUntraced(function* (folder: string) {
  const at = resolve(folder);
  const name = basename(at);
  const { objects } = yield* Transport;
  return yield* Effect.tryPromise({
    try: async () => {
      const files = readModelFiles(name, pathToFileURL(`${dirname(at)}/`));
      const model = checkModel(name, files);
      const counts = { vectors: 0, runs: 0, restarts: 0 };
      await (await openRunner([{ ...model, shadow: true }], counts)).close();
      const fresh = await registryOver(objects).keep(name, files);
      const words = modelWords({ name, version: model.card.version });
      const line = fresh ? `${words} is kept` : `${words} was kept already`;
      return { lines: [line], json: { name, version: model.card.version, fresh } };
    },
    catch: (cause) => cause as Error,
  });
});

const main = async (): Promise<void> => {
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const [command = "", what = ""] = positionals;
  const known = ["list", "show", "scores", "promotion", "import", ...modelActions];
  if (values.help || command === "") return console.log(help);
  if (!known.includes(command)) {
    throw new Error(`"${command}" is no command: expected one of ${known.join(", ")}`);
  }
  if (command !== "list" && what === "") throw new Error(`${command} of what? See --help`);
  const dataDir = resolve(values["data-dir"]);
  if (!existsSync(join(dataDir, "run", "endpoints.json"))) {
    throw new Error(`--data-dir "${values["data-dir"]}": no system has run there`);
  }
  const { nats, clickhouse } = readEndpoints(dataDir);
  const as = (user: NatsUser) =>
    jetStreamTransport({ url: nats.url, ...nats.users[user], name: "models" });
  const store = clickHouseStore({ url: clickhouse.url, ...clickhouse.users.api, name: "models" });
  const told: Effect.Effect<Told, Error> = command === "import"
    ? importModel(what).pipe(Effect.provide(as("core")))
    : run(command, what, { values, dataDir }).pipe(
      Effect.provide(store),
      Effect.provide(as("gateway")),
    );
  const { lines, json } = await Effect.runPromise(told);
  lines.forEach((line) => console.log(line));
  if (values.json) console.log(JSON.stringify(json));
};

try {
  await main();
} catch (cause) {
  const { message } = cause as Error;
  console.error(`error: ${message}`);
  if (process.argv.includes("--json")) console.log(JSON.stringify({ error: { message } }));
  process.exitCode = 1;
}
