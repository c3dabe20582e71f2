// Builds the screens where their sources are newer than the last build.
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { Effect } from "effect";
import { runCommand } from "./command.ts";
import { screensMs } from "./limits.ts";

/** Where the screens come from, and what to make them with. */
export interface ScreenOptions {
  readonly root: string;
  readonly say: (line: string) => void;
}

/** Builds `ui/dist` where it is missing or old. A build that fails is told: the API runs without screens. */
export const buildScreens = ({ root, say }: ScreenOptions): Effect.Effect<void> =>
  Effect.gen(function* () {
    if (!existsSync(join(root, "ui", "index.html"))) return say("There are no screens to build");
    if (!isStale(root)) return;
    say("Building the screens");
    yield* runCommand(["npm", "run", "--silent", "build:ui"], { cwd: root, timeoutMs: screensMs });
  }).pipe(
    Effect.catch(({ message }) =>
      Effect.sync(() => say(`error: The screens could not be built: ${message}`))
    ),
  );

/** Whether the build is missing or older than something that goes into it. */
export const isStale = (root: string): boolean => {
  const built = join(root, "ui", "dist", "index.html");
  if (!existsSync(built)) return true;
  const builtMs = statSync(built).mtimeMs;
  return sources(root).some((path) => statSync(path).mtimeMs > builtMs);
};

const sources = (root: string): readonly string[] =>
  [
    ...below(join(root, "ui")).filter((path) => !path.startsWith(join(root, "ui", "dist"))),
    ...below(join(root, "streams")),
    join(root, "package-lock.json"),
  ].filter((path) => existsSync(path) && !path.endsWith(".test.ts"));

const below = (dir: string): readonly string[] =>
  !existsSync(dir) ? [] : readdirSync(dir, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
