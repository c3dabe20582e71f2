// Who may call: pages that we served ourselves, and programs. Pages of others are refused.
import { isIP } from "node:net";

/**
 * Whether a `Host` header names this server by an address, `localhost` or its configured name. A page
 * that had its own name point at us (DNS rebinding) comes with that name.
 */
export const ownHost = (header: string | undefined, configured: string): boolean => {
  const name = hostNameOf(header);
  if (name === undefined) return false;
  return name === "localhost" || name.endsWith(".localhost") || isIP(name) !== 0 ||
    name === configured.toLowerCase();
};

/** Whether a request comes from a page of this very server, or from no page at all. */
export const ownOrigin = (origin: string | undefined, host: string | undefined): boolean => {
  if (origin === undefined) return true;
  try {
    return new URL(origin).host === host?.toLowerCase();
  } catch {
    return false;
  }
};

/** The name in a `Host` header, without port and brackets. */
export const hostNameOf = (header: string | undefined): string | undefined => {
  if (header === undefined) return undefined;
  try {
    return new URL(`http://${header}`).hostname.replace(/^\[(.*)\]$/, "$1");
  } catch {
    return undefined;
  }
};
