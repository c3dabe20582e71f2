// The parts of a path that name an instrument.
import { basename, dirname, resolve } from "node:path";

/** The name of a file. */
export const baseOf = (path: string): string => basename(path);

/** The name of the folder that a file lies in. */
export const parentOf = (path: string): string => basename(dirname(resolve(path)));
