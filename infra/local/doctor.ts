// `npm run doctor`: looks at everything Contrail needs, and says what to do about what is missing.
import { accessSync, constants, existsSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Effect } from "effect";
import { loadModel } from "../../models/load.ts";
import { roster } from "../../models/roster.ts";
import { endpointsPath, readEndpoints } from "./endpoints.ts";
import { freeBytes } from "./folder.ts";
import { findNatsServer } from "./nats-binary.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** What a look found: fine, worth knowing, or in the way. */
type Finding = readonly ["ok" | "warn" | "bad", words: string];

interface Look {
  readonly what: string;
  readonly look: () => Promise<Finding> | Finding;
}

const gibibyte = 1024 ** 3;
const ok = (words: string): Finding => ["ok", words];
const warn = (words: string): Finding => ["warn", words];
const bad = (words: string): Finding => ["bad", words];

const answers = async (url: string): Promise<Response | undefined> =>
  await fetch(url, { signal: AbortSignal.timeout(3_000) }).catch(() => undefined);

const looksOf = (dataDir: string, port: number): readonly Look[] => [
  {
    what: "Node",
    look: () =>
      Number(process.versions.node.split(".")[0]) >= 24
        ? ok(`${process.version}, ${process.platform} ${process.arch}`)
        : bad(`${process.version}: expected 24; run it as npm run doctor, which brings its own`),
  },
  {
    what: "Packages",
    look: () =>
      existsSync(join(root, "node_modules/effect"))
        ? ok("installed")
        : bad("node_modules is missing: run npm ci"),
  },
  {
    what: "nats-server",
    look: () =>
      Effect.runPromise(
        findNatsServer({
          cacheDir: join(root, ".cache"),
          path: process.env["PATH"] ?? "",
          say: (line) => console.error(line),
        }).pipe(
          Effect.map(({ path, version }) => ok(`${version.join(".")} at ${path}`)),
          Effect.catch((failure) => Effect.succeed(bad(failure.message))),
        ),
      ),
  },
  {
    what: "ClickHouse",
    look: () => {
      if ((process.env["CLICKHOUSE_URL"] ?? "") !== "") return ok("CLICKHOUSE_URL is set");
      const library = join(root, "node_modules/@chdb");
      return existsSync(library)
        ? ok("embedded, from its package")
        : bad("its package is missing on this platform: set CLICKHOUSE_URL to a ClickHouse server");
    },
  },
  {
    what: "Models",
    look: () => {
      try {
        return ok(
          roster.map((line) => loadModel(line).card)
            .map(({ name, version }) => `${name} version ${version}`).join(", "),
        );
      } catch (cause) {
        return bad((cause as Error).message);
      }
    },
  },
  {
    what: "Screens",
    look: () => {
      const built = join(root, "ui/dist/index.html");
      if (!existsSync(built)) return warn("not built yet: npm start builds them");
      return ok(`built ${statSync(built).mtime.toISOString().slice(0, 16)}`);
    },
  },
  {
    what: "Disk",
    look: () => {
      const free = freeBytes(existsSync(dataDir) ? dataDir : root) / gibibyte;
      const words = `${free.toFixed(1)} GiB free`;
      return free >= 10 ? ok(words) : free >= 2 ? warn(`${words}: long runs want 10`) : bad(words);
    },
  },
  {
    what: "Data folder",
    look: () => {
      if (!existsSync(dataDir)) return ok(`${dataDir} is made by the first start`);
      try {
        accessSync(dataDir, constants.W_OK);
        return ok(dataDir);
      } catch {
        return bad(`${dataDir} cannot be written: choose another with --data-dir`);
      }
    },
  },
  {
    what: "Running",
    look: async () => {
      const address = addressOf(dataDir, port);
      const health = await answers(`${address}/v1/health`);
      if (health === undefined) return warn(`nothing answers at ${address}: npm start`);
      const { status, source } = await health.json() as {
        readonly status: string;
        readonly source: { readonly name: string } | null;
      };
      const words = `${status} at ${address}, ${source?.name ?? "no source"}`;
      return status === "ok" ? ok(words) : warn(words);
    },
  },
  {
    what: "Store",
    look: async () => {
      if (!existsSync(endpointsPath(dataDir))) {
        return warn("nothing has run in this data folder yet");
      }
      const { url } = readEndpoints(dataDir).clickhouse;
      return await answers(`${url}/ping`) === undefined
        ? warn(`ClickHouse does not answer at ${url}: it runs while npm start does`)
        : ok(`ClickHouse answers at ${url}`);
    },
  },
  {
    what: "Browser",
    look: () => {
      const found = ["chromium", "chromium-browser", "google-chrome"]
        .map((name) => `/usr/bin/${name}`).find(existsSync);
      return found === undefined
        ? warn("no Chromium: tests of the screens are skipped")
        : ok(`${found}, for the tests of the screens`);
    },
  },
];

const addressOf = (dataDir: string, port: number): string => {
  try {
    const { http } = readEndpoints(dataDir);
    return `http://${http.host === "0.0.0.0" ? "127.0.0.1" : http.host}:${http.port}`;
  } catch {
    return `http://127.0.0.1:${port}`;
  }
};

const { values } = parseArgs({
  options: {
    "data-dir": { type: "string", default: ".contrail" },
    port: { type: "string", default: "8080" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

if (values.help) {
  console.log(`npm run doctor -- [--data-dir DIR] [--port N] [--json]

Looks at everything Contrail needs. Exit code 1 where something is in the way.`);
} else {
  const looks = looksOf(resolve(values["data-dir"]), Number(values.port));
  const findings = [];
  for (const { what, look } of looks) {
    const [state, words] = await Promise.resolve().then(look).catch((cause: Error) =>
      bad(cause.message.split("\n")[0]!)
    );
    findings.push({ what, state, words });
    if (!values.json) {
      console.log(`${{ ok: "✓", warn: "!", bad: "✗" }[state]} ${what.padEnd(12)} ${words}`);
    }
  }
  if (values.json) console.log(JSON.stringify({ findings }));
  if (findings.some(({ state }) => state === "bad")) process.exitCode = 1;
}
