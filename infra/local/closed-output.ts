// Output that nobody reads any more, as behind `| head`: no error of ours.

/** What a stream says of a reader that has gone. */
const gone: ReadonlySet<string | undefined> = new Set(["EPIPE", "ERR_STREAM_DESTROYED"]);

const whenClosed = (then: () => void): void => {
  for (const output of [process.stdout, process.stderr]) {
    output.on("error", (error: NodeJS.ErrnoException) => {
      if (!gone.has(error.code)) throw error;
      then();
    });
  }
};

/** For programs that are there for their output: they end when it is read no more. */
export const endWithOutput = (): void => whenClosed(() => process.exit(0));

/** For programs that do something else too: they go on, and say what they say to nobody. */
export const outliveOutput = (): void => whenClosed(() => {});
