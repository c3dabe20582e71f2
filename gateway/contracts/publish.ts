// `npm run sdk`: builds the SDK for npm and rehearses its publication to npm and JSR. Publishes nothing.
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL("../sdk/", import.meta.url));
const bin = (name: string) => join(here, "../../node_modules/.bin", name);

const steps: readonly (readonly [string, ...string[]])[] = [
  [bin("tsc"), "-p", "tsconfig.json"],
  ["npm", "publish", "--dry-run", "--access", "public"],
  [bin("deno"), "publish", "--dry-run", "--allow-dirty", "--quiet"],
];

rmSync(join(here, "dist"), { recursive: true, force: true });
for (const [command, ...args] of steps) {
  const { status } = spawnSync(command, args, { cwd: here, stdio: "inherit" });
  if (status !== 0) {
    console.error(`error: ${command} ${args.join(" ")} ended with ${status}`);
    process.exitCode = 1;
    break;
  }
}
