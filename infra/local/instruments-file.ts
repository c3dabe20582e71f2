// The instruments of this data folder: those built in, and those its sources brought, so that every process knows them.
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Schema } from "effect";
import {
  builtinInstruments,
  type InstrumentDefinition,
  InstrumentRegistry,
} from "../../streams/instruments.ts";

const Definitions = Schema.Array(Schema.Struct({
  instrumentId: Schema.Int,
  symbol: Schema.NonEmptyString,
  venue: Schema.NonEmptyString,
  assetClass: Schema.Literals(["crypto", "equity", "fx", "future", "simulated"]),
  currency: Schema.NonEmptyString,
  tickSize: Schema.NonEmptyString,
  lotSize: Schema.NonEmptyString,
  minPriceIncrementTicks: Schema.optionalKey(Schema.Int),
  roundLots: Schema.optionalKey(Schema.Int),
}));
const decode = Schema.decodeUnknownSync(Schema.fromJsonString(Definitions));

const pathIn = (dataDir: string): string => join(dataDir, "instruments.json");

/** The instruments that sources brought to this folder. Throws where the file is damaged. */
export const readAddedInstruments = (dataDir: string): readonly InstrumentDefinition[] => {
  let text: string;
  try {
    text = readFileSync(pathIn(dataDir), "utf8");
  } catch {
    return [];
  }
  return decode(text);
};

/** Adds instruments to the folder. One that is known by id stays as it is. */
export const addInstruments = (dataDir: string, added: readonly InstrumentDefinition[]): void => {
  const known = readAddedInstruments(dataDir);
  const ids = new Set(known.map((one) => one.instrumentId));
  const fresh = added.filter((one) => !ids.has(one.instrumentId));
  if (fresh.length === 0) return;
  mkdirSync(dirname(pathIn(dataDir)), { recursive: true });
  const draft = `${pathIn(dataDir)}.${process.pid}`;
  writeFileSync(draft, JSON.stringify([...known, ...fresh], undefined, 2));
  renameSync(draft, pathIn(dataDir));
};

/** Every instrument this folder knows. */
export const readInstruments = (dataDir: string): InstrumentRegistry =>
  new InstrumentRegistry([...builtinInstruments, ...readAddedInstruments(dataDir)]);

/** Changes when instruments were added: cheap enough to ask before every use. */
export const instrumentsVersion = (dataDir: string): number => {
  try {
    return statSync(pathIn(dataDir)).mtimeMs;
  } catch {
    return 0;
  }
};
