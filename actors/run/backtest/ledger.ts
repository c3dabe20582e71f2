// The books of one instrument in a run: its orders and fills as records, equity over time, and costs.
import type { TimeUs } from "../../../streams/units.ts";
import type { Lane } from "./lane.ts";
import { maxSamples } from "./limits.ts";
import { orderKinds, status } from "./orders.ts";
import type { BacktestFill, BacktestOrder, EquityCurve } from "./result.ts";
import type { Executed } from "./venue.ts";

/** Whose books they are. */
export interface LedgerSpec {
  readonly instrumentId: number;
  readonly account: string;
  readonly strategy: string;
  /** Money of one tick·lot. */
  readonly tickLotValue: number;
  /** Least time between two samples. */
  readonly sampleUs: TimeUs;
}

const endOf: Readonly<Record<number, BacktestOrder["end"]>> = {
  [status.filled]: "filled",
  [status.canceled]: "canceled",
  [status.expired]: "expired",
  [status.rejected]: "rejected",
};

/** Writes down what happens in a lane. */
export class Ledger {
  readonly spec: LedgerSpec;
  readonly fills: BacktestFill[] = [];
  readonly orders: BacktestOrder[] = [];
  rejected = 0;
  lane!: Lane;
  private readonly times: number[] = [];
  private readonly equities: number[] = [];
  private readonly positions: number[] = [];
  private readonly mids: number[] = [];
  private everyUs: TimeUs;
  private nextUs = 0;
  private lastMid = 0;
  private spreadTickLots = 0;
  private slippageTickLots = 0;
  private impactTickLots = 0;

  constructor(spec: LedgerSpec) {
    this.spec = spec;
    this.everyUs = spec.sampleUs;
  }

  readonly executed: Executed = (execution) => {
    const { order, priceTicks, lots, midHalfTicks, impactTicks } = execution;
    this.impactTickLots += impactTicks * lots;
    const { orders } = this.lane;
    const side = orders.side[order]!;
    const decisionMidHalfTicks = orders.decisionMidHalfTicks[order]!;
    if (midHalfTicks !== 0) {
      this.spreadTickLots += (side * (priceTicks - midHalfTicks / 2) - impactTicks) * lots;
      if (decisionMidHalfTicks !== 0) {
        this.slippageTickLots += side * (midHalfTicks - decisionMidHalfTicks) / 2 * lots;
      }
    }
    this.fills.push({
      timeUs: execution.atUs,
      ...this.names(order),
      side: side === 1 ? "buy" : "sell",
      priceTicks,
      quantityLots: lots,
      liquidity: execution.liquidity,
      feeTickLots: execution.feeTickLots,
      decisionMidHalfTicks,
      venueMidHalfTicks: midHalfTicks,
    });
  };

  readonly ended = (order: number, atUs: TimeUs): void => {
    const end = endOf[this.lane.orders.status[order]!]!;
    if (end === "rejected") this.rejected++;
    this.orders.push(this.orderOf(order, atUs, end));
  };

  /** Takes a sample where one is due. */
  sample(nowUs: TimeUs): void {
    if (nowUs < this.nextUs) return;
    this.nextUs = nowUs + this.everyUs;
    this.take(nowUs);
    if (this.times.length < maxSamples) return;
    for (const column of [this.times, this.equities, this.positions, this.mids]) thin(column);
    this.everyUs *= 2;
  }

  /** The last sample, and the orders that still work. */
  end(nowUs: TimeUs): void {
    this.take(nowUs);
    const { orders } = this.lane;
    for (let i = 0; i < orders.workingCount; i++) {
      this.orders.push(this.orderOf(orders.working[i]!, 0, "working"));
    }
  }

  curve(): EquityCurve {
    const { instrumentId, account, strategy, tickLotValue } = this.spec;
    return {
      instrumentId,
      account,
      strategy,
      timeUs: Float64Array.from(this.times),
      equity: Float64Array.from(this.equities),
      positionLots: Float64Array.from(this.positions),
      midTicks: Float64Array.from(this.mids),
      costs: {
        fees: this.lane.feeTickLots * tickLotValue,
        spread: this.spreadTickLots * tickLotValue,
        slippage: this.slippageTickLots * tickLotValue,
        impact: this.impactTickLots * tickLotValue,
      },
    };
  }

  private take(nowUs: TimeUs): void {
    const { lane, spec: { tickLotValue } } = this;
    const mid = lane.book.midHalfTicks() / 2;
    // While a side is empty the position counts at the last mid price that was seen.
    if (mid !== 0) this.lastMid = mid;
    const held = lane.positionLots === 0 ? 0 : lane.positionLots * this.lastMid;
    this.times.push(nowUs);
    this.equities.push((lane.cashTickLots + held - lane.feeTickLots) * tickLotValue);
    this.positions.push(lane.positionLots);
    this.mids.push(mid === 0 ? NaN : mid);
  }

  private names(order: number) {
    const { instrumentId, account, strategy } = this.spec;
    const clientOrderId = `${strategy}-${instrumentId}-${this.lane.orders.number[order]!}`;
    return { instrumentId, account, strategy, clientOrderId };
  }

  private orderOf(order: number, endTimeUs: TimeUs, end: BacktestOrder["end"]): BacktestOrder {
    const { orders } = this.lane;
    const kind = orders.kind[order]!;
    const market = kind === orderKinds.market;
    return {
      timeUs: orders.sentUs[order]!,
      endTimeUs,
      ...this.names(order),
      side: orders.side[order] === 1 ? "buy" : "sell",
      orderType: market ? "market" : "limit",
      timeInForce: market || kind === orderKinds.ioc
        ? "ioc"
        : kind === orderKinds.fok
        ? "fok"
        : "gtc",
      priceTicks: market ? 0 : orders.priceTicks[order]!,
      quantityLots: orders.firstLots[order]!,
      cumQuantityLots: orders.cumLots[order]!,
      end,
    };
  }
}

/** Keeps every second value. */
const thin = (column: number[]): void => {
  for (let i = 0; 2 * i < column.length; i++) column[i] = column[2 * i]!;
  column.length = Math.ceil(column.length / 2);
};
