// Keys of accounts at venues: from the environment only, and never printed.
import { Redacted } from "effect";
import type { VenueKeys } from "./open-ccxt.ts";
import type { LiveVenue } from "./roster.ts";

/** The environment variables of a venue's keys. */
export const keyVariables = ({ keys }: LiveVenue) => ({
  key: `CONTRAIL_${keys}_KEY`,
  secret: `CONTRAIL_${keys}_SECRET`,
});

/** The keys of a venue, sealed, or undefined where the environment has none. */
export const keysOf = (
  venue: LiveVenue,
  env: Readonly<Record<string, string | undefined>>,
): Redacted.Redacted<VenueKeys> | undefined => {
  const names = keyVariables(venue);
  const key = env[names.key] ?? "";
  const secret = env[names.secret] ?? "";
  // A key in PEM form comes with its line ends written as \n.
  return key === "" || secret === ""
    ? undefined
    : Redacted.make({ key, secret: secret.replaceAll("\\n", "\n") });
};

/** What is wrong with the keys of a venue, in one line; undefined where nothing is. */
export const missingKeys = (
  venue: LiveVenue,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined => {
  if (keysOf(venue, env) !== undefined) return undefined;
  const { key, secret } = keyVariables(venue);
  return `--live needs the environment variables ${key} and ${secret}: a key that may trade, and nothing else`;
};

/** Hides keys in a text that a venue or a library wrote. */
export const withoutKeys = (text: string, { key, secret }: VenueKeys): string =>
  text.replaceAll(key, "[key]").replaceAll(secret, "[secret]")
    .replaceAll(/(signature|apiKey|listenKey)=[^&\s"']+/gi, "$1=[hidden]");
