// What a child process tells its supervisor, over the channel that Node opens between them.
import type { ProcessStatus } from "../../streams/status.ts";

/** One message of a child. */
export type ChildMessage =
  /** It does its work from now on. */
  | { readonly type: "ready" }
  /** How it does, once a second and once more before it ends. */
  | { readonly type: "status"; readonly status: ProcessStatus };

/** Reads what came over the channel; undefined for anything else. */
export const childMessage = (value: unknown): ChildMessage | undefined => {
  if (typeof value !== "object" || value === null || !("type" in value)) return undefined;
  if (value.type === "ready") return { type: "ready" };
  const hasStatus = value.type === "status" && "status" in value &&
    typeof value.status === "object" && value.status !== null;
  return hasStatus ? { type: "status", status: value.status as ProcessStatus } : undefined;
};
