// No server outlives its supervisor, even when that one is killed with SIGKILL.
import { existsSync } from "node:fs";

/** Part of util-linux, on every common Linux. */
const setpriv = ["/usr/bin/setpriv", "/bin/setpriv"].find((path) => existsSync(path));

/**
 * The command line that makes the kernel stop a program when its parent dies. Where `setpriv` is
 * missing (macOS) it is the program alone, which then has to be stopped by hand after a SIGKILL.
 */
export const bindToParent = (command: readonly string[]): readonly string[] =>
  setpriv === undefined ? command : [setpriv, "--pdeathsig", "TERM", "--", ...command];
