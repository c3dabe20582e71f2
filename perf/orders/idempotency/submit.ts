// One client: submits an order over HTTP, and again under the same key, until it has an answer.
import { setTimeout as sleep } from "node:timers/promises";

/** An order of which many submits make one. */
export interface KeyedOrder {
  readonly key: string;
  readonly body: Readonly<Record<string, string>>;
}

/** What an answer says of its order. */
export interface Answer {
  readonly key: string;
  readonly client_order_id: string;
  /** Empty while the venue has told none. */
  readonly venue_order_id: string;
  readonly status: string;
  /** Place of the order in the input log. */
  readonly position: number;
}

/** What all clients together saw. */
export class Submits {
  readonly answers: Answer[] = [];
  /** Tries that gave no answer, by HTTP status; "none" is a connection that broke or a time-out. */
  readonly failures: Record<string, number> = {};
  tries = 0;
  inFlight = 0;
  peakInFlight = 0;
  private readonly url: string;
  private readonly untilMs: number;

  constructor(url: string, untilMs: number) {
    this.url = url;
    this.untilMs = untilMs;
  }

  /** Submits until there is an answer. `asHeader`: the key is in `Idempotency-Key` instead of the body. */
  async submit({ key, body }: KeyedOrder, asHeader: boolean): Promise<void> {
    this.inFlight++;
    this.peakInFlight = Math.max(this.peakInFlight, this.inFlight);
    const request = {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(asHeader ? { "idempotency-key": key } : {}),
      },
      body: JSON.stringify(asHeader ? body : { ...body, client_order_id: key }),
    };
    for (let waitMs = 100;; waitMs = Math.min(2_000, waitMs * 1.5)) {
      const answer = await this.attempt(request);
      if (answer !== undefined) {
        this.answers.push({ ...answer, key });
        this.inFlight--;
        return;
      }
      if (performance.now() > this.untilMs) throw new Error(`No answer for "${key}" in time`);
      await sleep(waitMs * (0.5 + Math.random()));
    }
  }

  /** One try: the answer, or undefined where it has to be tried again. Throws where it was refused. */
  private async attempt(request: RequestInit): Promise<Omit<Answer, "key"> | undefined> {
    this.tries++;
    const signal = AbortSignal.timeout(15_000);
    const told = await fetch(`${this.url}/v1/orders`, { ...request, signal })
      .then(async (response) => ({ status: response.status, text: await response.text() }))
      .catch(() => undefined);
    if (told?.status === 201) return JSON.parse(told.text) as Omit<Answer, "key">;
    const what = told === undefined ? "none" : String(told.status);
    this.failures[what] = (this.failures[what] ?? 0) + 1;
    if (told !== undefined && told.status < 500 && told.status !== 429) {
      throw new Error(`Refused with ${told.status}: ${told.text.slice(0, 300)}`);
    }
    return undefined;
  }
}
