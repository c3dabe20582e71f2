// The books of a run of actors: from their orders, events and fills to the result every engine gives.
import type { InstrumentRegistry } from "../../../streams/instruments.ts";
import { type BookSnapshot, marketFlags } from "../../../streams/market.ts";
import type { Fill, OrderCommand, OrderEvent } from "../../../streams/orders.ts";
import { unitValue } from "./money.ts";
import type { BacktestFill, BacktestOrder, BacktestResult, EquityCurve } from "./result.ts";

const sampleUs = 1_000_000;

type Writable<A> = { -readonly [K in keyof A]: A[K] };

/** One account, strategy and instrument. */
interface Line {
  readonly account: string;
  readonly strategy: string;
  readonly instrumentId: number;
  readonly value: number;
  readonly samples: { timeUs: number; equity: number; lots: number; midTicks: number }[];
  lots: number;
  cash: number;
  fees: number;
  spread: number;
  slippage: number;
  sampledUs: number;
}

/** Written while actors run. Mid prices are those of the book's last snapshot, at most its interval old. */
export class ActorLedger {
  private readonly fills: BacktestFill[] = [];
  private readonly orders = new Map<string, Writable<BacktestOrder>>();
  private readonly decisionMids = new Map<string, number>();
  private readonly mids = new Map<number, number>();
  private readonly lines = new Map<string, Line>();
  private readonly tickLotValue: (instrumentId: number) => number;

  /** Money of a tick·lot is by the units of the instrument where it is not told. */
  constructor(
    instruments: InstrumentRegistry,
    tickLotValue = (instrumentId: number) => unitValue(instruments.require(instrumentId)),
  ) {
    this.tickLotValue = tickLotValue;
  }

  saw(snapshot: BookSnapshot): void {
    const { instrumentId, bidPriceTicks, askPriceTicks, eventTimeUs, flags } = snapshot;
    const [bid = 0] = bidPriceTicks;
    const [ask = 0] = askPriceTicks;
    const unsound = (flags & (marketFlags.crossed | marketFlags.gapped)) !== 0;
    if (bid === 0 || ask === 0 || unsound) return;
    this.mids.set(instrumentId, bid + ask);
    for (const line of this.lines.values()) {
      if (line.instrumentId === instrumentId) this.sample(line, eventTimeUs);
    }
  }

  sent(command: OrderCommand): void {
    if (command.stage !== "requested" || command.command !== "submit") return;
    const { clientOrderId, eventTimeUs, account, strategy, instrumentId } = command;
    const mid = this.mids.get(instrumentId) ?? 0;
    this.decisionMids.set(clientOrderId, mid);
    this.orders.set(clientOrderId, {
      timeUs: eventTimeUs,
      endTimeUs: 0,
      instrumentId,
      account,
      strategy,
      clientOrderId,
      side: command.side,
      orderType: command.orderType,
      timeInForce: command.timeInForce,
      priceTicks: command.priceTicks,
      quantityLots: command.quantityLots,
      cumQuantityLots: 0,
      end: "working",
    });
  }

  heard({ clientOrderId, event, eventTimeUs, cumQuantityLots }: OrderEvent): void {
    const order = this.orders.get(clientOrderId);
    // A refused request says nothing of the order: it may not even rest there any more.
    const refused = event === "cancelRejected" || event === "replaceRejected";
    if (order === undefined || refused) return;
    order.cumQuantityLots = cumQuantityLots;
    const end = event === "denied" ? "rejected" : event;
    if (end !== "rejected" && end !== "filled" && end !== "canceled" && end !== "expired") return;
    order.end = end;
    order.endTimeUs = eventTimeUs;
  }

  filled(fill: Fill): void {
    const { account, strategy, instrumentId, side, clientOrderId } = fill;
    const mid = this.mids.get(instrumentId) ?? 0;
    const decided = this.decisionMids.get(clientOrderId) ?? 0;
    const line = this.lineOf(fill);
    const lots = side === "buy" ? fill.lastQuantityLots : -fill.lastQuantityLots;
    line.lots += lots;
    line.cash -= lots * fill.lastPriceTicks;
    line.fees += fill.feeTickLots;
    if (mid !== 0) line.spread += lots * (fill.lastPriceTicks - mid / 2);
    if (mid !== 0 && decided !== 0) line.slippage += lots * (mid - decided) / 2;
    this.fills.push({
      timeUs: fill.eventTimeUs,
      instrumentId,
      account,
      strategy,
      clientOrderId,
      side,
      priceTicks: fill.lastPriceTicks,
      quantityLots: fill.lastQuantityLots,
      liquidity: fill.liquidity,
      feeTickLots: fill.feeTickLots,
      decisionMidHalfTicks: decided,
      venueMidHalfTicks: mid,
    });
    this.sample(line, fill.eventTimeUs, true);
  }

  end(): Pick<BacktestResult, "fills" | "orders" | "curves"> {
    const curves = [...this.lines.values()].map((line): EquityCurve => ({
      account: line.account,
      strategy: line.strategy,
      instrumentId: line.instrumentId,
      timeUs: Float64Array.from(line.samples, (one) => one.timeUs),
      equity: Float64Array.from(line.samples, (one) => one.equity),
      positionLots: Float64Array.from(line.samples, (one) => one.lots),
      midTicks: Float64Array.from(line.samples, (one) => one.midTicks),
      costs: {
        fees: line.fees * line.value,
        spread: line.spread * line.value,
        slippage: line.slippage * line.value,
        impact: 0,
      },
    }));
    return { fills: this.fills, orders: [...this.orders.values()], curves };
  }

  private lineOf({ account, strategy, instrumentId }: Fill): Line {
    const key = `${account} ${strategy} ${instrumentId}`;
    let line = this.lines.get(key);
    if (line === undefined) {
      const value = this.tickLotValue(instrumentId);
      const nothing = { lots: 0, cash: 0, fees: 0, spread: 0, slippage: 0, sampledUs: 0 };
      line = { account, strategy, instrumentId, value, samples: [], ...nothing };
      this.lines.set(key, line);
    }
    return line;
  }

  private sample(line: Line, timeUs: number, now = false): void {
    if (!now && timeUs < line.sampledUs + sampleUs) return;
    line.sampledUs = timeUs;
    const mid = (this.mids.get(line.instrumentId) ?? 0) / 2;
    const equity = (line.cash + line.lots * mid - line.fees) * line.value;
    line.samples.push({ timeUs, equity, lots: line.lots, midTicks: mid === 0 ? NaN : mid });
  }
}
