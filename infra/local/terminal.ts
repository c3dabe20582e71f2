// Writes for people: lines with who says them, and one line at the bottom that changes in place.

/** How much a line matters. */
export type Level = "debug" | "info" | "warning" | "error";

/** Where lines go. */
export interface Terminal {
  /** One line of a process. */
  readonly say: (from: string, line: string, level?: Level) => void;
  /** One line of the supervisor itself, as it is. */
  readonly print: (line: string) => void;
  /** Replaces the progress line where there is a screen; elsewhere it is printed. */
  readonly progress: (line: string) => void;
  /** Whether the progress line is rewritten in place. */
  readonly isScreen: boolean;
}

/** A stream to write to: `process.stdout` or `process.stderr`. */
export interface Output {
  readonly write: (text: string) => unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

const clearLine = "\r\x1b[2K";

/** Makes a terminal. `verbose` shows debug lines too. */
export const makeTerminal = (output: Output, verbose: boolean): Terminal => {
  const isScreen = output.isTTY === true;
  let progress = "";
  const print = (line: string) => {
    output.write(progress === "" ? `${line}\n` : `${clearLine}${line}\n${progress}`);
  };
  return {
    isScreen,
    print,
    say: (from, line, level = levelOf(line)) => {
      if (level === "debug" && !verbose) return;
      const marked = (level !== "warning" && level !== "error") || line.startsWith(`${level}: `);
      const mark = marked ? "" : `${level}: `;
      print(`${from.padEnd(10)} ${mark}${line}`);
    },
    progress: (line) => {
      if (!isScreen) return print(line);
      progress = line.slice(0, Math.max(0, (output.columns ?? 80) - 1));
      output.write(`${clearLine}${progress}`);
    },
  };
};

/**
 * How much a line of a child matters, by what nats-server (`[WRN]`), ClickHouse (`<Error>`), Effect
 * (`level=WARN`, `WARN (#1)`) and Node (`Error: `) put into theirs.
 */
export const levelOf = (line: string): Level => {
  // Passwords of one start, in a file that only its owner can read, need no bcrypt.
  if (/Plaintext passwords detected|Logging warning to/.test(line)) return "debug";
  if (/\[(ERR|FTL)\]|<(Error|Fatal|Critical)>|\b(ERROR|FATAL)\b|^\w*Error: |^error: /.test(line)) {
    return "error";
  }
  if (/\[WRN\]|<Warning>|\bWARN(ING)?\b|^warn(ing)?: /.test(line)) return "warning";
  if (/\[(INF|DBG|TRC)\]|<(Information|Debug|Trace)>|\b(DEBUG|TRACE)\b/.test(line)) return "debug";
  return "info";
};
