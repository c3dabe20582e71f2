// Limits that change while trading goes on: checked, versioned, and in force at one position of the input log.
import type { Control } from "../../streams/control.ts";
import { readLimitRequest } from "../../streams/limit-request.ts";
import type { Unstamped } from "../../streams/record.ts";
import type { LimitChange } from "../../streams/trading.ts";
import { type Limit, type Limits, type RiskSetting, riskSettings } from "./limits.ts";

/** Limits of an account ("" for all), and of one instrument (0 for all). */
export interface LimitScope {
  readonly account: string;
  readonly instrumentId: number;
  limits: Readonly<Partial<Record<RiskSetting, number>>>;
}

/** Scopes that may have limits of their own. */
export const maxLimitScopes = 4_096;

type Place = Pick<LimitScope, "account" | "instrumentId">;
type Book = { readonly defaults: Limits; readonly scopes: readonly LimitScope[] };

const scopeOf = ({ scopes }: Book, { account, instrumentId }: Place) =>
  scopes.find((one) => one.account === account && one.instrumentId === instrumentId);

/** The limits in force somewhere: those of the instrument before those of the account before those of all. */
export const limitsOf = (book: Book, { account, instrumentId }: Place): Limits => {
  const limits = { ...book.defaults, ...scopeOf(book, { account: "", instrumentId: 0 })?.limits };
  if (account !== "") Object.assign(limits, scopeOf(book, { account, instrumentId: 0 })?.limits);
  if (instrumentId === 0) return limits;
  Object.assign(limits, scopeOf(book, { account: "", instrumentId })?.limits);
  if (account !== "") Object.assign(limits, scopeOf(book, { account, instrumentId })?.limits);
  return limits;
};

/** The version of all limits, and the scopes that have their own. */
export interface VersionedLimits {
  readonly defaults: Limits;
  scopes: LimitScope[];
  version: number;
}

/** Applies a change all or not at all, and tells what became of it. */
export const changeLimits = (book: VersionedLimits, control: Control): Unstamped<LimitChange> => {
  const place = { account: control.name, instrumentId: control.instrumentId };
  const request = readLimitRequest(control.value);
  const change = {
    _tag: "limitChange" as const,
    instrumentId: control.instrumentId,
    eventTimeUs: control.eventTimeUs,
    account: control.name,
    expectedVersion: request?.expectedVersion ?? -1,
  };
  const names = Object.keys(request?.limits ?? {});
  const wrong = request === undefined
    ? "The change cannot be read"
    : wrongWith(book, request, place);
  if (request === undefined || wrong !== undefined) {
    const nothing = { limits: [], before: [], after: [], reset: [] };
    return { ...change, outcome: "refused", version: book.version, ...nothing, reason: wrong! };
  }
  const valuesOf = () => {
    const limits = limitsOf(book, place);
    return names.map((name) => limits[name as RiskSetting]);
  };
  const before = valuesOf();
  const known = scopeOf(book, place);
  const scope = known ?? { ...place, limits: {} };
  if (known === undefined) book.scopes.push(scope);
  scope.limits = Object.fromEntries(
    Object.entries({ ...scope.limits, ...request.limits }).filter(([, value]) => value !== null),
  );
  book.version++;
  const after = valuesOf();
  const { reason } = control;
  const reset = names.filter((name) => request.limits[name] === null);
  return {
    ...change,
    outcome: "applied",
    version: book.version,
    limits: names,
    before,
    after,
    reason,
    reset,
  };
};

/** What is wrong with a value of a limit at a place; undefined where it is right. */
export const wrongLimit = (
  name: string,
  value: number | null,
  instrumentId: number,
): string | undefined => {
  const limit = (riskSettings as Readonly<Record<string, Limit>>)[name];
  if (limit === undefined) {
    return `Limit "${name}" is unknown: expected ${Object.keys(riskSettings).join(", ")}`;
  }
  if (instrumentId !== 0 && limit.perInstrument !== true) {
    return `Limit "${name}" is one of an account: an instrument has none of its own`;
  }
  if (value === null || (value >= limit.minimum && value <= limit.maximum)) return undefined;
  return `Limit "${name}" is ${value}: expected ${limit.minimum} to ${limit.maximum}`;
};

const wrongWith = (
  book: VersionedLimits,
  request: NonNullable<ReturnType<typeof readLimitRequest>>,
  place: Place,
): string | undefined => {
  const { expectedVersion, limits } = request;
  if (expectedVersion >= 0 && expectedVersion !== book.version) {
    return `The limits are at version ${book.version}, not ${expectedVersion}: look again`;
  }
  const entries = Object.entries(limits);
  if (entries.length === 0) return "The change names no limit";
  if (book.scopes.length >= maxLimitScopes && scopeOf(book, place) === undefined) {
    return `At most ${maxLimitScopes} accounts and instruments have limits of their own`;
  }
  for (const [name, value] of entries) {
    const wrong = wrongLimit(name, value, place.instrumentId);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
};
