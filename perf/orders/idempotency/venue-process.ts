// The local venue server in a process of its own, that is killed and started again: its orders are in a journal.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Effect } from "effect";
import { freePort } from "../../../infra/local/ports.ts";
import { journaledOrders } from "../../../infra/venue-server/journal.ts";
import { journalOf, localKeys } from "../../../infra/venue-server/server.ts";

const program = fileURLToPath(new URL("../../../infra/venue-server/main.ts", import.meta.url));

/** Binance as the local server speaks it. */
export class VenueProcess {
  readonly name = "binance";
  readonly symbols: readonly string[] = ["BTC/USDT", "ETH/USDT"];
  readonly url: string;
  kills = 0;
  private readonly folder = mkdtempSync(join(tmpdir(), "contrail-venue-"));
  private child: ChildProcess | undefined;
  private ending = false;

  private constructor(port: number) {
    this.url = `http://127.0.0.1:${port}`;
    this.start(port);
  }

  /** Starts it, and gives the core of this test the keys of its account. */
  static async start(): Promise<VenueProcess> {
    const venue = new VenueProcess(await Effect.runPromise(freePort("127.0.0.1")));
    process.env["CONTRAIL_BINANCE_KEY"] = localKeys.key;
    process.env["CONTRAIL_BINANCE_SECRET"] = localKeys.secret;
    await venue.answers();
    return venue;
  }

  /** Kills it with SIGKILL; it comes back by itself. */
  kill(): boolean {
    this.kills++;
    return this.child?.kill("SIGKILL") ?? false;
  }

  /** Waits until it answers. */
  async answers(): Promise<void> {
    for (const endMs = Date.now() + 30_000; Date.now() < endMs; await sleep(50)) {
      const up = await fetch(`${this.url}/binance/api/v3/ping`).then(({ ok }) => ok, () => false);
      if (up) return;
    }
    throw new Error("The venue server does not answer");
  }

  /** How many orders it has of each client order id. */
  orders(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const { clientOrderId } of journaledOrders(journalOf(this.folder, this.name))) {
      counts.set(clientOrderId, (counts.get(clientOrderId) ?? 0) + 1);
    }
    return counts;
  }

  /** Ends it and forgets its orders. */
  async stop(): Promise<void> {
    this.ending = true;
    const { child } = this;
    if (child !== undefined && child.exitCode === null && child.signalCode === null) {
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      await gone;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  private start(port: number): void {
    const args = ["--port", String(port), "--venues", this.name, "--journal", this.folder];
    this.child = spawn(process.execPath, [program, ...args], {
      stdio: ["ignore", "ignore", "inherit"],
    });
    this.child.once("exit", () => {
      setTimeout(() => this.ending || this.start(port), 100);
    });
  }
}
