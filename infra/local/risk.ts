// `npm run risk`: limits, stops and the dead-man's switch of a system that runs, from the command line.
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { readEndpoints } from "./endpoints.ts";

const help = `npm run risk -- COMMAND [options]

  limits                         The limits in force, and their version
  limits NAME=VALUE ... --reason R
                                 Changes limits, all or none; NAME=default takes a value of its own away
  status                         What each account may send, and how near its newest order came to each limit
  halt --reason R [--flatten]    Halts trading, closes positions where asked, and shows the proof
  reduce --reason R              Lets only orders pass that reduce a position
  resume --reason R              Arms trading again
  deadman SECONDS [--flatten]    Arms the dead-man's switch, and is its heartbeat; 0 disarms

  --account A     Only this account (default every account)
  --symbol S      Only this instrument, of limits that it may have
  --version N     Changes limits only from this version
  --data-dir DIR  Folder of the system that runs (default .contrail)
  --url URL       Address of a gateway elsewhere, and --token T for its key
  --json          The answer as JSON
`;

const options = {
  reason: { type: "string" },
  account: { type: "string", default: "" },
  symbol: { type: "string" },
  version: { type: "string" },
  flatten: { type: "boolean", default: false },
  "data-dir": { type: "string", default: ".contrail" },
  url: { type: "string" },
  token: { type: "string" },
  json: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

const refuse = (message: string): never => {
  console.error(`error: ${message}`);
  process.exit(1);
};

const read = () => {
  try {
    return parseArgs({ options, allowPositionals: true });
  } catch (cause) {
    return refuse(`${(cause as Error).message.split(/\. |\n/)[0]}; see --help`);
  }
};

const { values, positionals } = read();

const address = (): string => {
  if (values.url !== undefined) return values.url.replace(/\/$/, "");
  const dataDir = resolve(values["data-dir"]);
  if (!existsSync(join(dataDir, "run", "endpoints.json"))) {
    throw new Error(`--data-dir "${values["data-dir"]}": no system has run there`);
  }
  const { host, port } = readEndpoints(dataDir).http;
  return `http://${host}:${port}`;
};

const ask = async (method: string, path: string, body?: object): Promise<unknown> => {
  const url = `${address()}${path}`;
  const response = await fetch(url, {
    method,
    headers: {
      "content-type": "application/json",
      ...(values.token === undefined ? {} : { authorization: `Bearer ${values.token}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch((cause: Error) => {
    throw new Error(`Cannot reach ${url}: is the system running? ${cause.message}`);
  });
  const answer = await response.json().catch(() => {
    throw new Error(`${url} is no gateway: it answers ${response.status} without JSON`);
  }) as { readonly detail?: string };
  if (!response.ok) throw new Error(answer.detail ?? `status ${response.status}`);
  return answer;
};

const reason = (): string => {
  if (values.reason === undefined) throw new Error("--reason is missing: why is it done?");
  return values.reason;
};

const place = () => ({
  account: values.account,
  ...(values.symbol === undefined ? {} : { symbol: values.symbol }),
});

const wholeVersion = (text: string): number => {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new Error(`--version "${text}": expected a whole number, as limits tells it`);
};

interface LimitsTold {
  readonly version: number;
  readonly limits: readonly Readonly<Record<string, string | number>>[];
}

const limits = (changes: readonly string[]): Promise<unknown> => {
  if (changes.length === 0) {
    const query = new URLSearchParams(place());
    return ask("GET", `/v1/risk/limits?${query}`);
  }
  const wanted = Object.fromEntries(changes.map((change) => {
    const [name = "", value = ""] = change.split("=");
    const amount = value === "default" ? null : Number(value);
    if (value === "" || Number.isNaN(amount)) {
      throw new Error(`"${change}": expected NAME=VALUE with a number, or NAME=default`);
    }
    return [name, amount];
  }));
  const version = values.version === undefined ? {} : { version: wholeVersion(values.version) };
  return ask("PUT", "/v1/risk/limits", {
    limits: wanted,
    ...place(),
    reason: reason(),
    ...version,
  });
};

const run = (): Promise<unknown> => {
  const [command, ...rest] = positionals;
  const stray = command === "limits" ? undefined : rest[command === "deadman" ? 1 : 0];
  if (stray !== undefined) throw new Error(`"${stray}": ${command} takes no more; see --help`);
  const stop = { reason: values.reason ?? "", account: values.account };
  switch (command) {
    case "limits":
      return limits(rest);
    case "status":
      return ask("GET", "/v1/risk/status");
    case "halt":
      return ask("POST", "/v1/halt", { ...stop, reason: reason(), flatten: values.flatten });
    case "reduce":
      return ask("POST", "/v1/reduce", { ...stop, reason: reason() });
    case "resume":
      return ask("POST", "/v1/resume", { ...stop, reason: reason() });
    case "deadman": {
      const timeout_s = Number(rest[0]);
      if (rest[0] === undefined || Number.isNaN(timeout_s)) {
        throw new Error("deadman: expected seconds, such as 10; 0 disarms");
      }
      const { account, flatten } = values;
      return ask("PUT", "/v1/deadman", { timeout_s, account, flatten });
    }
    default:
      throw new Error(`"${command ?? ""}" is no command: see --help`);
  }
};

if (values.help || positionals.length === 0) console.log(help);
else {
  try {
    const answer = await run();
    if (values.json || positionals[0] !== "limits") console.log(JSON.stringify(answer, null, 2));
    else {
      const { version, limits: told } = answer as LimitsTold;
      console.log(`Version ${version}`);
      for (const one of told) {
        const name = String(one["name"]).padEnd(26);
        console.log(
          `${name}${String(one["value"]).padStart(14)} ${one["unit"]}  (${one["source"]})`,
        );
      }
    }
  } catch (cause) {
    refuse((cause as Error).message);
  }
}
