// The linters of infra: in an environment of their own below .cache, pinned, made when it is first asked for.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const folder = join(root, ".cache", "lint");
const requirements = fileURLToPath(new URL("./requirements.txt", import.meta.url));

/** Linters that come as Go modules, by the name of their program. */
const modules = {
  actionlint: "github.com/rhysd/actionlint/cmd/actionlint@v1.7.12",
  kustomize: "sigs.k8s.io/kustomize/kustomize/v5@v5.8.1",
} as const;

/** A program of the linters. */
export type Tool =
  | keyof typeof modules
  | "check-jsonschema"
  | "hadolint"
  | "kubernetes-validate"
  | "zizmor";

/** Whether a command is on the PATH. */
export const has = (command: string): boolean =>
  (process.env["PATH"] ?? "").split(delimiter).some((one) => existsSync(join(one, command)));

/** Runs a command in the project; gives what it said, and throws it where it failed. */
const run = (command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): string => {
  try {
    const options = { cwd: root, env: { ...process.env, ...env }, stdio: "pipe" } as const;
    return execFileSync(command, args, { ...options, maxBuffer: 64 * 1024 * 1024 }).toString();
  } catch (cause) {
    const { stdout = "", stderr = "" } = cause as { stdout?: Buffer; stderr?: Buffer };
    throw new Error(`${command} ${args.join(" ")}\n${stdout}${stderr}`, { cause });
  }
};

/**
 * Makes sure that the linters are there. Throws where Python or Go is missing, or a package cannot be
 * had: the message names it.
 */
export const install = (say: (line: string) => void): void => {
  const bin = join(folder, "python", "bin");
  const wanted = `${readFileSync(requirements, "utf8")}${Object.values(modules).join("\n")}`;
  const note = join(folder, "installed");
  if (existsSync(note) && readFileSync(note, "utf8") === wanted) return;
  for (const command of ["python3", "go"]) {
    if (!has(command)) throw new Error(`${command} is not installed: the linters need it`);
  }
  mkdirSync(folder, { recursive: true });
  say(`installing the linters into ${folder}`);
  run("python3", ["-m", "venv", join(folder, "python")]);
  run(join(bin, "pip"), ["install", "--quiet", "--requirement", requirements]);
  for (const module of Object.values(modules)) {
    run("go", ["install", module], { GOBIN: join(folder, "go") });
  }
  writeFileSync(note, wanted);
};

/** Runs a linter in the project; gives what it said, and throws it where it found something. */
export const lint = (tool: Tool, ...args: readonly string[]): string => {
  const path = tool in modules ? join(folder, "go", tool) : join(folder, "python", "bin", tool);
  return run(path, args);
};
