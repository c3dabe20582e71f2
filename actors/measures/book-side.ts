// One side of a book by price level: sorted arrays, the best level last, where changes are cheap.
import type { PriceTicks, QuantityLots } from "../../streams/units.ts";

/** Levels kept on a side. A full side forgets its worst eighth: those are far from any decision. */
export const levelsPerSide = 8192;

/** Levels a side has room for at first; room doubles up to `levelsPerSide`. */
const firstRoom = 64;
/** Levels from the best one that are searched one by one before the search halves. */
const nearLevels = 8;
/** Levels that are moved one by one; a longer move is one copy. */
const shortMove = 24;

/**
 * One side of a book: what the deltas left there (the depth), and over it the best level that a
 * newer quote told (the top), which hides the depth at its price and better. Plain data.
 */
export interface BookSide {
  /** 1 for bids, -1 for offers. A key is a price times the sign, so a higher key is better. */
  readonly sign: 1 | -1;
  /** Keys of the depth, ascending: the best one is the last of the first `count`. */
  keys: Float64Array;
  /** Quantities at the same places, in lots, above zero. */
  quantities: Float64Array;
  count: number;
  /** Levels of the depth that the top hides: the last ones. */
  hidden: number;
  /** What a newer quote says: 0 nothing, 1 a level, 2 that the side is empty. */
  top: 0 | 1 | 2;
  topKey: number;
  topQuantity: QuantityLots;
}

/** An empty side. */
export const emptySide = (sign: 1 | -1): BookSide => ({
  sign,
  keys: new Float64Array(firstRoom),
  quantities: new Float64Array(firstRoom),
  count: 0,
  hidden: 0,
  top: 0,
  topKey: 0,
  topQuantity: 0,
});

/** Visible levels of a side. */
export const levelsOf = (side: BookSide): number =>
  side.top === 0 ? side.count : side.top === 1 ? side.count - side.hidden + 1 : 0;

/** Price of a visible level in ticks, 0 for the best one; 0 where there is no such level. */
export const priceAt = (side: BookSide, level: number): PriceTicks => {
  if (side.top === 0) {
    return level < side.count ? side.sign * side.keys[side.count - 1 - level]! : 0;
  }
  if (side.top === 2) return 0;
  if (level === 0) return side.sign * side.topKey;
  const at = side.count - side.hidden - level;
  return at >= 0 ? side.sign * side.keys[at]! : 0;
};

/** Quantity at a visible level in lots, 0 for the best one; 0 where there is no such level. */
export const quantityAt = (side: BookSide, level: number): QuantityLots => {
  if (side.top === 0) return level < side.count ? side.quantities[side.count - 1 - level]! : 0;
  if (side.top === 2) return 0;
  if (level === 0) return side.topQuantity;
  const at = side.count - side.hidden - level;
  return at >= 0 ? side.quantities[at]! : 0;
};

/** Quantity that visibly rests at a price, in lots; 0 where none does. */
export const quantityAtPrice = (side: BookSide, price: PriceTicks): QuantityLots => {
  const key = side.sign * price;
  if (side.top === 2) return 0;
  if (side.top === 1 && key >= side.topKey) return key === side.topKey ? side.topQuantity : 0;
  const at = placeOf(side, key);
  return at < side.count && side.keys[at] === key ? side.quantities[at]! : 0;
};

/** Quantity of the best `levels` visible levels together, in lots. */
export const quantityOfLevels = (side: BookSide, levels: number): QuantityLots => {
  let sum = 0;
  const count = Math.min(levels, levelsOf(side));
  for (let level = 0; level < count; level++) sum += quantityAt(side, level);
  return sum;
};

/** Quantity that rests at a price or better, in lots: what an order up to that price can take. */
export const quantityUpTo = (side: BookSide, price: PriceTicks): QuantityLots => {
  let sum = 0;
  const levels = levelsOf(side);
  for (let level = 0; level < levels; level++) {
    if (side.sign * (priceAt(side, level) - price) < 0) break;
    sum += quantityAt(side, level);
  }
  return sum;
};

/** Sets what rests at a price of the depth, in lots; 0 removes the level. */
export const setLevel = (side: BookSide, price: PriceTicks, quantity: QuantityLots): void => {
  const key = side.sign * price;
  const at = placeOf(side, key);
  if (at < side.count && side.keys[at] === key) {
    if (quantity > 0) side.quantities[at] = quantity;
    else remove(side, at);
  } else if (quantity > 0) insert(side, at, key, quantity);
};

/** Empties the depth. The top stays. */
export const clearDepth = (side: BookSide): void => {
  side.count = 0;
  side.hidden = 0;
};

/** Lays the best level that a quote told over the depth. Price 0: the side is empty. */
export const setTop = (side: BookSide, price: PriceTicks, quantity: QuantityLots): void => {
  if (price === 0) {
    side.top = 2;
    side.hidden = side.count;
    return;
  }
  const key = side.sign * price;
  const at = placeOf(side, key);
  side.top = 1;
  side.topKey = key;
  side.hidden = side.count - at;
  // A quote may tell no quantity: then what the depth has there is the best we know.
  side.topQuantity = quantity > 0 || at === side.count || side.keys[at] !== key
    ? quantity
    : side.quantities[at]!;
};

/** Takes the top away: the depth is newer. */
export const dropTop = (side: BookSide): void => {
  side.top = 0;
  side.hidden = 0;
};

/** Levels of the depth that are worse than a key: the place of the key. */
const placeOf = (side: BookSide, key: number): number => {
  const { keys, count } = side;
  const near = count > nearLevels ? count - nearLevels : 0;
  let at = count;
  while (at > near && keys[at - 1]! >= key) at--;
  if (at > near || near === 0) return at;
  let low = 0;
  while (low < at) {
    const middle = (low + at) >>> 1;
    if (keys[middle]! >= key) at = middle;
    else low = middle + 1;
  }
  return low;
};

const hides = (side: BookSide, key: number): boolean =>
  side.top === 2 || (side.top === 1 && key >= side.topKey);

const remove = (side: BookSide, at: number): void => {
  const { keys, quantities } = side;
  if (hides(side, keys[at]!)) side.hidden--;
  const count = --side.count;
  if (count - at > shortMove) {
    keys.copyWithin(at, at + 1, count + 1);
    quantities.copyWithin(at, at + 1, count + 1);
    return;
  }
  for (let i = at; i < count; i++) {
    keys[i] = keys[i + 1]!;
    quantities[i] = quantities[i + 1]!;
  }
};

const insert = (side: BookSide, place: number, key: number, quantity: number): void => {
  const at = side.count < side.keys.length ? place : place - makeRoom(side);
  // The level is worse than all that were just forgotten.
  if (at < 0) return;
  const { keys, quantities } = side;
  const count = side.count++;
  if (hides(side, key)) side.hidden++;
  if (count - at > shortMove) {
    keys.copyWithin(at + 1, at, count);
    quantities.copyWithin(at + 1, at, count);
  } else {
    for (let i = count; i > at; i--) {
      keys[i] = keys[i - 1]!;
      quantities[i] = quantities[i - 1]!;
    }
  }
  keys[at] = key;
  quantities[at] = quantity;
};

/** Makes room in a full side. Returns how many of the worst levels were forgotten for it. */
const makeRoom = (side: BookSide): number => {
  const room = side.keys.length;
  const forgotten = room < levelsPerSide ? 0 : room >>> 3;
  const keys = new Float64Array(Math.min(room * 2, levelsPerSide));
  const quantities = new Float64Array(keys.length);
  keys.set(side.keys.subarray(forgotten, side.count));
  quantities.set(side.quantities.subarray(forgotten, side.count));
  side.keys = keys;
  side.quantities = quantities;
  side.count -= forgotten;
  side.hidden = Math.min(side.hidden, side.count);
  return forgotten;
};
