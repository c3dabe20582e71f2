// Where Prometheus and its promtool are on this machine: Debian's package, or the PATH.
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const find = (name: string): string | undefined =>
  (process.env["PATH"] ?? "").split(delimiter).map((folder) => join(folder, name))
    .find((path) => existsSync(path));

/** The path of promtool, or undefined where it is not installed (`apt-get install prometheus`). */
export const findPromtool = (): string | undefined => find("promtool");

/** The path of Prometheus, or undefined where it is not installed. */
export const findPrometheus = (): string | undefined => find("prometheus");
