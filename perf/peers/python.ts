// The Python of a peer: a virtual environment of its own with its pinned packages.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Makes the environment of a folder with a `requirements.txt` where it is missing or old; its python. */
export const peerPython = (folder: string): string => {
  const python = join(folder, ".venv/bin/python");
  const stamp = join(folder, ".venv/requirements.txt");
  const wanted = readFileSync(join(folder, "requirements.txt"), "utf8");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return python;
  process.stderr.write(`making ${folder}/.venv\n`);
  const run = (program: string, ...args: string[]) => {
    const { status, error } = spawnSync(program, args, { cwd: folder, stdio: ["ignore", 2, 2] });
    if (status !== 0) {
      throw new Error(`${program} ${args[1]}: ${error?.message ?? `exit ${status}`}`);
    }
  };
  run("python3", "-m", "venv", ".venv");
  run(python, "-m", "pip", "install", "--quiet", "-r", "requirements.txt");
  writeFileSync(stamp, wanted);
  return python;
};

/** Runs a script in it and reads the JSON of its last line. */
export const askPeer = (folder: string, ...args: readonly string[]): unknown => {
  const { status, stdout, error } = spawnSync(peerPython(folder), args, {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 1 << 30,
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (status !== 0) throw new Error(`${args[0]}: ${error?.message ?? `exit code ${status}`}`);
  return JSON.parse(stdout.trimEnd().split("\n").at(-1)!);
};
