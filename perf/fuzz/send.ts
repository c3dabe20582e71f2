// Sends hostile requests over some connections and looks at every answer: what must never come, and what must always be there.
import { Agent, request } from "node:http";
import type { HostileRequest } from "./requests.ts";

/** What is wrong with an answer, with the request that made it. */
export interface Finding {
  readonly what: string;
  readonly request: HostileRequest;
  readonly answer: string;
}

/** What came of a run. */
export interface Outcome {
  readonly requests: number;
  /** Answers by status. */
  readonly statuses: Readonly<Record<string, number>>;
  readonly findings: readonly Finding[];
  readonly slowestMs: number;
}

/** How to send. */
export interface SendOptions {
  readonly url: string;
  /** Connections at once. */
  readonly connections: number;
  /** Milliseconds an answer may take. */
  readonly patienceMs: number;
  /** Called after so many requests. */
  readonly onProgress?: (done: number) => void;
}

const findingsKept = 20;
/** What no answer may tell: stacks, paths, SQL, errors of the store, secrets. */
const leaks = new RegExp(
  [
    ...[String.raw`\bat .+\.(ts|js|mjs):\d`, "node_modules", String.raw`\bSELECT\b.+\bFROM\b`],
    ...["DB::Exception", String.raw`Code: \d+`, "ECONN", "TypeError", "RangeError", "undefined is"],
    ...["nats://", "Cannot read prop", "heap", 'sha256":"', "/home/", "/tmp/"],
  ].join("|"),
);

interface Got {
  readonly status: number;
  readonly type: string;
  readonly text: string;
  readonly requestId: string | undefined;
}

/** Sends every request. 503 is an answer only where the system says so itself, as a problem. */
export const sendAll = async (
  requests: Iterable<HostileRequest>,
  options: SendOptions,
): Promise<Outcome> => {
  const { hostname, port } = new URL(options.url);
  const agent = new Agent({ keepAlive: true, maxSockets: options.connections });
  const statuses: Record<string, number> = {};
  const findings: Finding[] = [];
  let [done, slowestMs] = [0, 0];

  const get = (one: HostileRequest): Promise<Got> =>
    new Promise((resolve, reject) => {
      const body = one.body === undefined ? undefined : Buffer.from(one.body.toWellFormed());
      const sent = request({
        agent,
        hostname,
        port,
        method: one.method,
        path: one.path,
        headers: {
          ...one.headers,
          ...(body === undefined ? {} : { "content-length": String(body.length) }),
        },
        timeout: options.patienceMs,
      }, (response) => {
        const parts: Buffer[] = [];
        response.on("data", (part: Buffer) => parts.push(part));
        response.on("error", reject);
        response.on("end", () =>
          resolve({
            status: response.statusCode!,
            type: response.headers["content-type"] ?? "",
            text: Buffer.concat(parts).toString("latin1"),
            requestId: response.headers["x-request-id"] as string | undefined,
          }));
      });
      sent.on("timeout", () => sent.destroy(new Error("hang")));
      sent.on("error", reject);
      sent.end(body);
    });

  const wrongWith = (one: HostileRequest, got: Got): string | undefined => {
    const { status, type, text, requestId } = got;
    // Health says so itself where the pipeline is not there, with a body of its own.
    if (status === 503 && /^\/(v1|api)\/health/.test(one.path)) return undefined;
    if (status >= 500 && status !== 503) return `status ${status}`;
    if (status >= 400 && status !== 401 && !type.startsWith("application/problem+json")) {
      // Node itself answers what is no HTTP, with an empty body; the page of no screens is a page.
      if (text !== "" && !type.startsWith("text/html")) return `no problem but "${type}"`;
    }
    if (requestId === undefined && text !== "") return "no request id";
    const leak = type.includes("json") && status >= 400 ? leaks.exec(text)?.[0] : undefined;
    return leak === undefined ? undefined : `tells "${leak}"`;
  };

  const iterator = requests[Symbol.iterator]();
  const work = async () => {
    for (let next = iterator.next(); next.done !== true; next = iterator.next()) {
      const one = next.value;
      const beganMs = performance.now();
      const finding = await get(one).then((got) => {
        statuses[got.status] = (statuses[got.status] ?? 0) + 1;
        const what = wrongWith(one, got);
        return what === undefined
          ? undefined
          : { what, request: one, answer: got.text.slice(0, 500) };
      }, (cause: NodeJS.ErrnoException) => {
        // A client that cannot even write the request has sent nothing.
        if (cause.code === "ERR_UNESCAPED_CHARACTERS" || cause.code === "ERR_INVALID_CHAR") {
          statuses["unsent"] = (statuses["unsent"] ?? 0) + 1;
          return undefined;
        }
        return { what: cause.message, request: one, answer: "" };
      });
      slowestMs = Math.max(slowestMs, performance.now() - beganMs);
      if (finding !== undefined && findings.length < findingsKept) findings.push(finding);
      done++;
      options.onProgress?.(done);
    }
  };
  await Promise.all(Array.from({ length: options.connections }, work));
  agent.destroy();
  return { requests: done, statuses, findings, slowestMs: Math.round(slowestMs) };
};
