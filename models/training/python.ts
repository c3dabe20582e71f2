// The Python that trains: a virtual environment of its own, with the pinned packages only.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const here = new URL("./", import.meta.url);
const pathOf = (name: string) => fileURLToPath(new URL(name, here));
const python = pathOf(".venv/bin/python");

/** What is installed: boosted trees need the first, networks both. */
type Requirements = "requirements.txt" | "requirements-networks.txt";

/** A step of training that failed; the message says which, and what to do. */
export class TrainingFailed extends Error {
  override readonly name = "TrainingFailed";
}

/** Whether the environment is there, with the packages it should have. */
export const pythonReady = (which: Requirements = "requirements.txt"): boolean => {
  const stamp = pathOf(`.venv/${which}`);
  return existsSync(python) && existsSync(stamp) &&
    readFileSync(stamp, "utf8") === readFileSync(pathOf(which), "utf8");
};

/**
 * Makes the environment where it is missing or out of date; with PyTorch, where a network is trained.
 * Throws `TrainingFailed`.
 */
export const preparePython = ({ networks = false } = {}): void => {
  const wanted: Requirements[] = ["requirements.txt"];
  if (networks) wanted.push("requirements-networks.txt");
  for (const which of wanted) {
    if (pythonReady(which)) continue;
    const found = spawnSync("python3", ["-c", "import sys; print(sys.version_info >= (3, 11))"]);
    if (!existsSync(python) && found.stdout?.toString().trim() !== "True") {
      throw new TrainingFailed("Training needs python3 of version 3.11 or newer on the PATH");
    }
    const size = which === "requirements.txt" ? "" : ": PyTorch, some gigabytes";
    say(`installing ${which} into models/training/.venv${size}`);
    if (!existsSync(python)) command("python3", ["-m", "venv", pathOf(".venv")]);
    const quiet = ["--quiet", "--disable-pip-version-check"];
    command(python, ["-m", "pip", "install", ...quiet, "-r", pathOf(which)]);
    writeFileSync(pathOf(`.venv/${which}`), readFileSync(pathOf(which)));
  }
};

/** Runs a script of this folder to its end; what it prints is seen. Throws `TrainingFailed`. */
export const runPython = (...args: readonly string[]): void => command(python, args);

/** Runs a script of this folder and gives what it prints; undefined where it cannot run. */
export const askPython = (...args: readonly string[]): string | undefined => {
  const { status, stdout } = spawnSync(python, args, { cwd: pathOf("."), encoding: "utf8" });
  return status === 0 ? stdout : undefined;
};

/** Tells people how far training is, on standard error. */
export const say = (text: string): void => void process.stderr.write(`${text}\n`);

const command = (program: string, args: readonly string[]): void => {
  const { status, error } = spawnSync(program, args, {
    cwd: pathOf("."),
    stdio: ["ignore", 2, 2],
    // Threads that wait for each other leave the processor to others.
    env: { OMP_WAIT_POLICY: "passive", ...process.env },
  });
  if (status === 0) return;
  const why = error?.message ?? `exit code ${status}`;
  throw new TrainingFailed(`Cannot run ${program.split("/").at(-1)} ${args.join(" ")}: ${why}`);
};
