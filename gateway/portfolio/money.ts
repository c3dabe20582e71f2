// In which currency accounts are summed, and rates that no instrument tells: from the environment, once.

/** The base currency, and rates into it by currency. */
export interface Money {
  readonly base: string;
  readonly configured: ReadonlyMap<string, number>;
}

/** Coins that are pegged to the dollar count as one, unless an instrument or the environment says otherwise. */
const pegged = "USDT=1,USDC=1";

const currency = /^[A-Z][A-Z0-9]{1,9}$/;

/** Reads `CONTRAIL_BASE_CURRENCY` and `CONTRAIL_RATES`. Throws with the variable, its value, what was expected. */
export const moneyOf = (env: Readonly<Record<string, string | undefined>>): Money => {
  const base = env["CONTRAIL_BASE_CURRENCY"] || "USD";
  if (!currency.test(base)) {
    throw new Error(`CONTRAIL_BASE_CURRENCY "${base}": expected a currency, such as USD`);
  }
  const text = env["CONTRAIL_RATES"] ?? (base === "USD" ? pegged : "");
  const configured = new Map<string, number>();
  for (const part of text.split(",").filter((one) => one.trim() !== "")) {
    const [name = "", value = ""] = part.split("=").map((one) => one.trim());
    const rate = Number(value);
    if (!currency.test(name) || value === "" || !(rate > 0 && Number.isFinite(rate))) {
      throw new Error(
        `CONTRAIL_RATES "${part}": expected CURRENCY=RATE into ${base}, such as EUR=1.08`,
      );
    }
    configured.set(name, rate);
  }
  return { base, configured };
};
