// The registry of instruments: what it knows, and what it refuses.
import { describe, expect, it } from "@effect/vitest";
import { builtinInstruments, InstrumentRegistry } from "./instruments.ts";
import { OffStep } from "./units.ts";

const registry = new InstrumentRegistry();
const [first] = builtinInstruments;

describe("the registry", () => {
  it("finds every built-in instrument by its id and by its name", () => {
    expect(registry.all.length).toBe(builtinInstruments.length);
    for (const one of registry.all) {
      expect(registry.get(one.instrumentId)).toBe(one);
      expect(registry.require(one.instrumentId)).toBe(one);
      expect(registry.find(`${one.symbol}.${one.venue}`)).toBe(one);
    }
  });

  it("has at least eight simulated instruments, with ids that a frame can hold", () => {
    const simulated = registry.all.filter((one) => one.assetClass === "simulated");
    expect(simulated.length).toBeGreaterThanOrEqual(8);
    for (const { instrumentId } of registry.all) {
      expect(Number.isInteger(instrumentId) && instrumentId > 0 && instrumentId < 2 ** 32).toBe(
        true,
      );
    }
  });

  it("reads the units of an instrument", () => {
    const cumulus = registry.find("CUMULUS.sim")!;
    expect(cumulus.tick).toEqual({ unscaled: 5, scale: 2, text: "0.05" });
    expect(cumulus.minPriceIncrementTicks).toBe(1);
    expect(registry.find("SPY.sip")!.minPriceIncrementTicks).toBe(100);
  });

  it("does not know what it was not told", () => {
    expect(registry.get(9999)).toBeUndefined();
    expect(registry.find("ALTO")).toBeUndefined();
    expect(() => registry.require(9999)).toThrow("Unknown instrument id 9999");
  });

  it("refuses an id or a name that is defined twice", () => {
    const other = { ...first!, symbol: "OTHER" };
    expect(() => new InstrumentRegistry([first!, other])).toThrow("is defined twice");
    const again = { ...first!, instrumentId: 9999 };
    expect(() => new InstrumentRegistry([first!, again])).toThrow("is defined twice");
  });

  it.each(["0", "-0.01", "a cent"])("refuses the tick size %j", (tickSize) => {
    expect(() => new InstrumentRegistry([{ ...first!, tickSize }])).toThrow(OffStep);
  });
});
