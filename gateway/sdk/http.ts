// Calls of the API: one fetch with a key, a time limit, retries that double nothing, and problems as errors.

/** A page of a list, newest first. */
export interface Page<Item> {
  readonly data: readonly Item[];
  /** Give it as `cursor` for the next page; null on the last one. */
  readonly next_cursor: string | null;
}

/** Where the gateway is, and who asks. */
export interface ClientOptions {
  /** `http://127.0.0.1:8080`, without a path. */
  readonly url: string;
  /** An API key or a JWT; not needed on the machine of the gateway. */
  readonly key?: string;
  /** Milliseconds that a call may take; 10,000 unless told otherwise. */
  readonly timeoutMs?: number;
  /** Tries of a call that can be repeated; 3 unless told otherwise. */
  readonly tries?: number;
  /** Another `fetch`. */
  readonly fetch?: typeof globalThis.fetch;
}

/** What one call is told beside what it asks. */
export interface CallOptions {
  readonly signal?: AbortSignal;
  /** Makes one change of many tries, so that it may be repeated. */
  readonly idempotencyKey?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a call asks. */
export interface Asked {
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly as?: "text" | "bytes";
}

/** The API said no: RFC 9457, with the fields that were wrong. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  /** The HTTP status. */
  readonly status: number;
  /** The kind of problem: see `/problems/…` of the gateway. */
  readonly code: string;
  readonly requestId: string;
  readonly errors: readonly { readonly path: string; readonly message: string }[];

  constructor(status: number, problem: Readonly<Record<string, unknown>>) {
    super(String(problem["detail"] ?? problem["title"] ?? `HTTP ${status}`));
    this.status = status;
    this.code = String(problem["code"] ?? "");
    this.requestId = String(problem["request_id"] ?? "");
    this.errors = (problem["errors"] ?? []) as ApiError["errors"];
  }
}

const sleep = (ms: number): Promise<void> => new Promise((go) => setTimeout(go, ms));

/** Milliseconds before a try: a little more each time, and never all clients at once. */
const backoffMs = (tried: number): number => 200 * 2 ** tried * (0.5 + Math.random() / 2);

/** What every operation is made of. */
export class Http {
  /** Where the gateway is, and who asks. */
  readonly options: ClientOptions;

  constructor(options: ClientOptions) {
    this.options = { ...options, url: options.url.replace(/\/+$/, "") };
  }

  /** One call. Throws `ApiError`, or what `fetch` throws where nobody answers. */
  protected async call<A>(
    method: string,
    path: string,
    asked: Asked,
    options: CallOptions,
  ): Promise<A> {
    // What only reads, and what carries its own id, can be asked again.
    const again = method === "GET" || options.idempotencyKey !== undefined ||
      hasOrderId(asked.body);
    const tries = again ? this.options.tries ?? 3 : 1;
    for (let tried = 1;; tried++) {
      const answer = await this.send(method, path, asked, options).catch((cause: Error) => cause);
      if (answer instanceof Error) {
        if (tried >= tries || options.signal?.aborted === true) throw answer;
        await sleep(backoffMs(tried));
        continue;
      }
      if (answer.ok) return await contentOf(answer, asked.as) as A;
      if (tried >= tries || (answer.status !== 429 && answer.status !== 503)) {
        throw new ApiError(answer.status, await problemIn(answer));
      }
      await answer.body?.cancel();
      const seconds = Number(answer.headers.get("retry-after"));
      await sleep(seconds > 0 ? Math.min(seconds, 30) * 1_000 : backoffMs(tried));
    }
  }

  private send(
    method: string,
    path: string,
    { query, body }: Asked,
    { signal, idempotencyKey, headers }: CallOptions,
  ): Promise<Response> {
    const { url, key, timeoutMs = 10_000 } = this.options;
    const limit = AbortSignal.timeout(timeoutMs);
    const ask = this.options.fetch ?? globalThis.fetch;
    return ask(`${url}${path}${queryText(query)}`, {
      method,
      signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
      headers: {
        ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(idempotencyKey === undefined ? {} : { "idempotency-key": idempotencyKey }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }
}

const contentOf = async (answer: Response, as: Asked["as"]): Promise<unknown> =>
  as === "bytes"
    ? new Uint8Array(await answer.arrayBuffer())
    : as === "text"
    ? await answer.text()
    : await answer.json();

const hasOrderId = (body: unknown): boolean =>
  typeof (body as { readonly client_order_id?: unknown } | undefined)?.client_order_id === "string";

const queryText = (query: Asked["query"] = {}): string => {
  const pairs = Object.entries(query).filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, String(value)]);
  return pairs.length === 0 ? "" : `?${new URLSearchParams(pairs)}`;
};

const problemIn = async (answer: Response): Promise<Readonly<Record<string, unknown>>> => {
  try {
    return await answer.json() as Record<string, unknown>;
  } catch {
    return {};
  }
};

/** Every item of a list, page after page: `pages((cursor) => client.getFills({ cursor }))`. */
export async function* pages<Item>(
  page: (cursor: string | undefined) => Promise<Page<Item>>,
): AsyncGenerator<Item, void, void> {
  let cursor: string | undefined;
  do {
    const { data, next_cursor } = await page(cursor);
    yield* data;
    cursor = next_cursor ?? undefined;
  } while (cursor !== undefined);
}
