// The contract over the running system: every operation is asked by the SDK, every answer is what the document promises.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Ask, type Case, cases, type Found } from "./contract-cases.ts";
import { openApi } from "./contracts/main.ts";
import { ApiError, contrail, operations as sdkOperations } from "./sdk/mod.ts";
import { type Stack, startStack } from "./testing-stack.ts";

interface Answered {
  readonly content?: Readonly<Record<string, object>>;
}
interface Operation {
  readonly responses: Readonly<Record<string, Answered>>;
}
const document = openApi() as unknown as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
};
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ method, path, operation }))
);

const ajv = new Ajv2020({ strict: false, allErrors: true });
ajv.addSchema(document, "document");
const compiled = new Map<string, ValidateFunction>();
const pointer = (...parts: readonly string[]) =>
  parts.map((part) => `/${encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"))}`)
    .join("");
const validatorAt = (place: string): ValidateFunction => {
  const known = compiled.get(place) ?? ajv.compile({ $ref: `document#${place}` });
  compiled.set(place, known);
  return known;
};

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ args: ["--access=keys"] });
}, 300_000);
afterAll(() => stack?.stop(), 300_000);

const found: Found = {
  ...{ fill: "", order: "", key: "", backtest: "", other: "", model: "", version: 0, sha256: "" },
  replay: "",
};

/** The answer as it came, below the SDK. */
let came: { readonly response: Response; readonly text: string };
const client = () =>
  contrail({
    url: stack.url,
    key: stack.adminKey,
    tries: 1,
    timeoutMs: 30_000,
    fetch: async (...call) => {
      const response = await fetch(...call);
      came = { response, text: await response.clone().text() };
      return response;
    },
  });
type Method = (...given: readonly unknown[]) => Promise<unknown>;

/** Asks by the generated method of the SDK. */
const ask = async (method: string, path: string, { id = "", query = {}, body }: Ask) => {
  const [name, taken] = Object.entries(sdkOperations).find(([, one]) =>
    one.method === method.toUpperCase() && one.path === path
  )!;
  const given = [
    ...(path.includes("{") ? [id] : []),
    ...(taken.body ? [body ?? {}] : []),
    ...(taken.query ? [query] : []),
  ];
  const sdk = client();
  const call = (sdk as unknown as Readonly<Record<string, Method>>)[name]!;
  const told = await call.apply(sdk, given).catch((cause: Error) => {
    // A problem is an answer too; anything else is none.
    if (!(cause instanceof ApiError)) throw cause;
    expect(cause.status).toBe(came.response.status);
  });
  const { response, text } = came;
  const type = (response.headers.get("content-type") ?? "").split(";")[0]!;
  const answer = type.endsWith("json") ? JSON.parse(text) as unknown : text;
  const read = told instanceof Uint8Array ? new TextDecoder().decode(told) : told;
  if (response.ok) expect(read).toEqual(answer);
  return { response, type, answer };
};

/** The entry of the document that promises a status. */
const promised = ({ responses }: Operation, status: number): string =>
  [`${status}`, `${Math.floor(status / 100)}XX`, "default"].find((one) => one in responses)!;

/** Asks until the answer is as the case wishes: what is derived takes a while to come. */
const answerOf = async (method: string, path: string, one: Case) => {
  if (one.first !== undefined) {
    const [name, asked] = one.first;
    const { response, answer } = await ask(...name.split(" ") as [string, string], asked);
    expect(response.status, JSON.stringify(answer)).toBeLessThan(300);
  }
  for (;;) {
    const got = await ask(method, path, one.ask?.(found) ?? {});
    const wished = one.until === undefined ||
      got.response.status < 300 && one.until(got.answer as never);
    // What the store or the pipeline cannot do yet, they can soon.
    if (wished && got.response.status !== 503) return got;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
};

describe("the contract", () => {
  it("has a case for every operation, and no case for what is none", () => {
    const names = operations.map(({ method, path }) => `${method} ${path}`).sort();
    expect(Object.keys(cases).sort(), "write a case in contract-cases.ts").toEqual(names);
  });

  for (const name of Object.keys(cases)) {
    const [method, path] = name.split(" ") as [string, string];
    it(`${method.toUpperCase()} ${path}`, async () => {
      const one = cases[name]!;
      const { response, type, answer } = await answerOf(method, path, one);
      const told = JSON.stringify(answer).slice(0, 600);
      expect(one.statuses ?? [200, 201, 202], told).toContain(response.status);
      const operation = document.paths[path]![method]!;
      const status = promised(operation, response.status);
      expect(Object.keys(operation.responses[status]!.content!)).toContain(type);
      const place = ["paths", path, method, "responses", status, "content", type, "schema"];
      const validate = validatorAt(pointer(...place));
      expect(validate(answer), `${JSON.stringify(validate.errors)} of ${told}`).toBe(true);
      for (const header of ["x-request-id", "traceparent", "ratelimit", "ratelimit-policy"]) {
        expect(response.headers.get(header), header).not.toBeNull();
      }
      if (response.status < 300) one.keep?.(answer as never, found);
    }, 120_000);
  }

  it("answers under the names of the user's own list as well", async () => {
    const statusOf = async (path: string, body?: object) => {
      const response = await fetch(`${stack.url}/api/${path}`, {
        method: body === undefined ? "GET" : "POST",
        headers: {
          authorization: `Bearer ${stack.adminKey}`,
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      await response.body?.cancel();
      return response.status;
    };
    // What the store or the pipeline cannot do yet, they can soon.
    const soon = (path: string, body?: object) =>
      expect.poll(() => statusOf(path, body), { timeout: 120_000, message: path });
    for (const path of ["signals", "orders", "portfolio/paper", "metrics", "backtest"]) {
      await soon(path).toBe(200);
    }
    await soon(`backtest/${found.backtest}`).toBe(200);
    await soon("signals", {}).toBe(200);
    await soon("portfolio/paper/rebalance", { targets: { "ALTO.sim": 0.1 } }).toBe(200);
  }, 240_000);

  it("sends nothing again to who has it, and a file as the format says", async () => {
    const headers = { authorization: `Bearer ${stack.adminKey}` };
    const first = await fetch(`${stack.url}/v1/instruments`, { headers });
    const etag = first.headers.get("etag")!;
    const again = await fetch(`${stack.url}/v1/instruments`, {
      headers: { ...headers, "if-none-match": etag },
    });
    expect([again.status, await again.text()]).toEqual([304, ""]);
    await expect.poll(async () => {
      const file = await client().getExport("fills", { limit: 5 });
      return new TextDecoder().decode(file.slice(0, 4)) + new TextDecoder().decode(file.slice(-4));
    }, { timeout: 120_000 }).toBe("PAR1PAR1");
  }, 240_000);

  it("has written down every change, with who, what and its place in the input log", async () => {
    const rows = async () =>
      (await ask("get", "/v1/audit", { query: { limit: "1000" } })).answer as {
        readonly data: readonly {
          readonly method: string;
          readonly route: string;
          readonly who: string;
          readonly input_position: number;
        }[];
      };
    const changing = Object.keys(cases).filter((name) => !name.startsWith("get "));
    await expect.poll(async () => {
      const told = new Set(
        (await rows()).data.map(({ method, route }) => `${method.toLowerCase()} ${route}`),
      );
      return changing.filter((name) => !told.has(name));
    }, { timeout: 120_000 }).toEqual([]);
    const { data } = await rows();
    const id = stack.adminKey.split("_")[1];
    expect(data.every(({ who }) => who === `key:${id}`)).toBe(true);
    expect(data.find(({ route }) => route === "/v1/halt")!.input_position).toBeGreaterThan(0);
  });
});

describe("what the running system writes", () => {
  it("holds no secret but the admin key that it shows once", () => {
    const output = stack.output();
    expect(output.split(stack.adminKey).length - 1).toBe(1);
    const endpoints = readFileSync(join(stack.dataDir, "run", "endpoints.json"), "utf8");
    const passwords = [...endpoints.matchAll(/"password": "([^"]+)"/g)].map((match) => match[1]!);
    expect(passwords.length).toBeGreaterThan(6);
    for (const secret of passwords) expect(output).not.toContain(secret);
    const keys = readFileSync(join(stack.dataDir, "access", "keys.json"), "utf8");
    for (const [, hash] of keys.matchAll(/"sha256": "([^"]+)"/g)) {
      expect(output).not.toContain(hash);
    }
    expect(output.replace(stack.adminKey, "")).not.toMatch(
      /ctr_[0-9a-f]{12}_|\beyJ[\w-]{8}|Bearer \w/,
    );
    expect(output).not.toMatch(/unhandled|UnhandledPromise/i);
  });
});
