// The gateway process: the API, the socket and the screens, on loopback.
import { Effect } from "effect";
import { nowUs } from "../actors/run/clock.ts";
import {
  aborted,
  dataDir,
  runProcess,
  sayReady,
  sayStatusEverySecond,
  stopSignal,
  transportOf,
} from "../actors/run/process.ts";
import { readEndpoints } from "../infra/local/endpoints.ts";
import { clickHouseStore } from "../streams/transport/clickhouse.ts";
import { tokenOptions, tokenVerifier } from "./access/tokens.ts";
import { openGateway } from "./gateway.ts";
import { moneyOf } from "./portfolio/money.ts";
import { collectorOf } from "./span-export.ts";

const startedTimeUs = nowUs();

/** Times the usual rates. Throws for what is no such number. */
const rateShareOf = (text: string | undefined): number => {
  const times = text === undefined || text === "" ? 1 : Number(text);
  if (times >= 0.01 && times <= 10_000) return times;
  throw new Error(`CONTRAIL_RATE_SHARE "${text}": expected a number from 0.01 to 10000`);
};

const program = Effect.gen(function* () {
  const stop = stopSignal();
  const { host, port, access } = readEndpoints(dataDir()).http;
  const told = tokenOptions(process.env);
  const tokens = told === undefined ? undefined : tokenVerifier(told);
  const rateShare = rateShareOf(process.env["CONTRAIL_RATE_SHARE"]);
  const gateway = yield* openGateway({
    dataDir: dataDir(),
    host,
    port,
    access,
    tokens,
    rateShare,
    money: moneyOf(process.env),
    collector: collectorOf(process.env),
  });
  console.log(`listening on http://${host}:${gateway.port}`);
  yield* Effect.forkScoped(sayStatusEverySecond(() => ({
    process: "gateway",
    state: stop.aborted ? "draining" : "running",
    timeUs: nowUs(),
    startedTimeUs,
    actors: [],
    streams: [],
    memoryBytes: process.memoryUsage.rss(),
    message: `${gateway.hub.size} clients`,
  })));
  yield* sayReady;
  yield* aborted(stop);
});

const api = () => {
  const { url, users } = readEndpoints(dataDir()).clickhouse;
  return clickHouseStore({ url, ...users.api, name: "gateway" });
};

runProcess(
  Effect.scoped(program).pipe(
    Effect.provide(api()),
    Effect.provide(transportOf("gateway")),
  ),
);
