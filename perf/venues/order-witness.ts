// Accounts for every order and fill: what was sent, what the venue has, and what the reports say of it.
import type { LiveSource } from "../../actors/adapters/source.ts";
import type { Exchange } from "../../infra/venue-server/exchange.ts";
import type { Control } from "../../streams/control.ts";
import type { OrderCommand } from "../../streams/orders.ts";
import type { Unstamped } from "../../streams/record.ts";
import { readReportRequest } from "../../streams/report-request.ts";
import { readVenueReport, type VenueReport } from "../../streams/venue-report.ts";

/** What may be told of an order that the venue does not have. */
const absent: ReadonlySet<string> = new Set(["rejected", "unknown", "canceled"]);

type OrderReport = Extract<VenueReport, { kind: "orderStatusReport" }>;

/** Sends orders, hears reports, and compares both with the venue. */
export class OrderWitness {
  sent = 0;
  private readonly exchange: Exchange;
  private readonly source: LiveSource;
  private readonly commands = new Map<string, OrderCommand>();
  /** The newest report of each order. */
  private readonly told = new Map<string, OrderReport>();
  private readonly trades = new Set<string>();
  private requests = 0;
  private wake: () => void = () => {};

  constructor(exchange: Exchange, source: LiveSource) {
    this.exchange = exchange;
    this.source = source;
  }

  /** Fills that were told, each once. */
  get fills(): number {
    return this.trades.size;
  }

  /** Sends an order. */
  send(command: OrderCommand): void {
    this.sent++;
    this.commands.set(command.clientOrderId, command);
    this.source.orders!.take(command, false);
  }

  /** Hears a control: a report, or a question for one, which goes back as the pipeline would do it. */
  hear(control: Unstamped<Control>): void {
    if (control.control === "reportRequest") return this.ask(control);
    const report = readVenueReport(control.value);
    if (report === undefined) throw new Error(`No venue report: ${control.value}`);
    if (report.kind === "orderStatusReport") this.told.set(report.clientOrderId, report);
    if (report.kind === "fillReport") this.trades.add(report.tradeId.replace(/^T/, ""));
    if (report.kind === "reportEnd") this.wake();
  }

  /** Asks for everything until it agrees with the venue; gives up after a while. */
  async settled(withinMs: number): Promise<void> {
    const untilMs = Date.now() + withinMs;
    while (Date.now() < untilMs) {
      const { ordersLost, ordersThatDiffer, fillsLost } = this.verdict();
      if (ordersLost + ordersThatDiffer + fillsLost === 0) return;
      const answered = new Promise<void>((resolve) => this.wake = resolve);
      const venue = this.venueOf();
      const value = JSON.stringify({ venue, origin: "query", sinceUs: 0 });
      this.ask({ control: "reportRequest", value } as Unstamped<Control>);
      await Promise.race([answered, new Promise((resolve) => setTimeout(resolve, 5_000))]);
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }

  /** What is wrong, in numbers. */
  verdict() {
    const venueOrders = new Map<string, number>();
    let differ = 0;
    for (const order of this.exchange.orders.values()) {
      venueOrders.set(order.clientOrderId, (venueOrders.get(order.clientOrderId) ?? 0) + 1);
      const told = this.told.get(order.clientOrderId);
      const status = order.status === "new" || order.status === "pending"
        ? "accepted"
        : order.status;
      const same = told !== undefined &&
        (told.status === status || (status === "expired" && told.status === "canceled"));
      const lots = this.commands.get(order.clientOrderId)!.quantityLots;
      const filled = (order.cumLots / order.quantityLots) * lots;
      if (!same || Math.abs(told.cumQuantityLots - filled) > 1e-6) differ++;
    }
    // An order that is not at the venue has to be told as such: refused, never taken, or canceled before.
    const lost = [...this.commands.keys()].filter((id) =>
      !venueOrders.has(id) && !absent.has(this.told.get(id)?.status ?? "")
    );
    const made = new Set(
      [...this.exchange.orders.values()].flatMap((order) =>
        order.fills.map(({ tradeId }) => String(tradeId))
      ),
    );
    return {
      ordersDoubled: [...venueOrders.values()].filter((count) => count > 1).length,
      ordersLost: lost.length,
      ordersThatDiffer: differ,
      fillsLost: [...made].filter((id) => !this.trades.has(id)).length,
      fillsInvented: [...this.trades].filter((id) => !made.has(id)).length,
    };
  }

  private venue = "";
  private venueOf(): string {
    return this.venue;
  }

  private ask({ value }: Unstamped<Control>): void {
    const asked = readReportRequest(value)!;
    this.venue = asked.venue;
    this.source.orders!.take({
      _tag: "reportRequest",
      ...{ position: 0, outputIndex: 0, instrumentId: 0, eventTimeUs: Date.now() * 1000 },
      account: "paper",
      venue: asked.venue,
      requestId: `soak-${++this.requests}`,
      origin: asked.origin,
      sinceUs: asked.sinceUs,
      clientOrderIds: asked.origin === "query" ? this.notSettled() : [],
      reason: "",
    }, false);
  }

  /** Orders of which the newest word is that they work, or none. */
  private notSettled(): string[] {
    return [...this.commands.keys()].filter((id) => {
      const status = this.told.get(id)?.status;
      return status === undefined || status === "accepted" || status === "partiallyFilled";
    }).slice(-50);
  }
}
