// Runs a short command to its end.
import { execFile } from "node:child_process";
import { Data, Effect } from "effect";

/** A command that could not run, ran too long or ended badly; the message is its last line of output. */
export class CommandFailed extends Data.TaggedError("CommandFailed")<{
  readonly message: string;
}> {}

/** Where and how long a command runs. */
export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly timeoutMs: number;
}

/** Runs a command without a shell and gives its standard output. */
export const runCommand = (
  command: readonly [string, ...string[]],
  options: CommandOptions,
): Effect.Effect<string, CommandFailed> =>
  Effect.callback((resume) => {
    const child = execFile(
      command[0],
      command.slice(1),
      {
        timeout: options.timeoutMs,
        killSignal: "SIGKILL",
        maxBuffer: 16 * 1024 * 1024,
        ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
        env: { ...process.env, ...options.env },
      },
      (error, stdout, stderr) => {
        if (error === null) return resume(Effect.succeed(stdout));
        const ran = error.killed === true
          ? `no end within ${options.timeoutMs / 1000} s`
          : error.code === "ENOENT"
          ? `no "${command[0]}" here`
          : stderr.trim().split("\n").at(-1) || error.message;
        resume(Effect.fail(new CommandFailed({ message: ran })));
      },
    );
    return Effect.sync(() => child.kill("SIGKILL"));
  });
