// Quantities of one side of a book by price: pages of prices, and a bit for each level that is there.
import type { PriceTicks, QuantityLots } from "../../../streams/units.ts";
import { maxPriceTicks, pageTicks } from "./limits.ts";

/** The price below every bid: there is none. */
export const noBid = 0;
/** The price above every offer: there is none. */
export const noAsk = maxPriceTicks + 1;

const pageBits = Math.log2(pageTicks);
const inPage = pageTicks - 1;
const words = pageTicks / 32;
const noPrices = new Float64Array(pageTicks);
const noLevels = new Int32Array(words);

/**
 * Levels by price in ticks, 1 to `maxPriceTicks`. A change or a look-up is two array reads, whatever
 * the number of levels; the next level is found by bits, 32 prices at a time.
 */
export class Levels {
  private pages: Float64Array[] = [];
  private bits: Int32Array[] = [];

  /** Lots at a price; 0 where there is no level. */
  at(ticks: PriceTicks): QuantityLots {
    const page = ticks >> pageBits;
    return page < this.pages.length ? this.pages[page]![ticks & inPage]! : 0;
  }

  /** Sets the lots at a price, 0 to remove the level. Returns what was there before. */
  set(ticks: PriceTicks, lots: QuantityLots): QuantityLots {
    const page = ticks >> pageBits;
    if (page >= this.pages.length || this.pages[page] === noPrices) {
      if (lots === 0) return 0;
      this.addPage(page);
    }
    const prices = this.pages[page]!;
    const at = ticks & inPage;
    const before = prices[at]!;
    prices[at] = lots;
    if ((before === 0) !== (lots === 0)) this.bits[page]![at >> 5]! ^= 1 << (at & 31);
    return before;
  }

  /** The highest level below a price; `noBid` where there is none. */
  below(ticks: PriceTicks): PriceTicks {
    const last = this.pages.length * pageTicks;
    const from = ticks > last ? last - 1 : ticks - 1;
    if (from < 0) return noBid;
    let page = from >> pageBits;
    let word = (from & inPage) >> 5;
    let found = this.bits[page]![word]! & (-1 >>> (31 - (from & 31)));
    for (;;) {
      if (found !== 0) return page * pageTicks + word * 32 + 31 - Math.clz32(found);
      if (--word < 0) {
        do if (--page < 0) return noBid; while (this.pages[page] === noPrices);
        word = words - 1;
      }
      found = this.bits[page]![word]!;
    }
  }

  /** The lowest level above a price; `noAsk` where there is none. */
  above(ticks: PriceTicks): PriceTicks {
    const from = ticks + 1;
    let page = from >> pageBits;
    const { length } = this.pages;
    if (page >= length) return noAsk;
    let word = (from & inPage) >> 5;
    let found = this.bits[page]![word]! & (-1 << (from & 31));
    for (;;) {
      if (found !== 0) return page * pageTicks + word * 32 + 31 - Math.clz32(found & -found);
      if (++word === words) {
        do if (++page >= length) return noAsk; while (this.pages[page] === noPrices);
        word = 0;
      }
      found = this.bits[page]![word]!;
    }
  }

  /** Removes every level. */
  clear(): void {
    for (let page = 0; page < this.pages.length; page++) {
      if (this.pages[page] === noPrices) continue;
      this.pages[page]!.fill(0);
      this.bits[page]!.fill(0);
    }
  }

  private addPage(page: number): void {
    while (this.pages.length <= page) {
      this.pages.push(noPrices);
      this.bits.push(noLevels);
    }
    this.pages[page] = new Float64Array(pageTicks);
    this.bits[page] = new Int32Array(words);
  }
}
