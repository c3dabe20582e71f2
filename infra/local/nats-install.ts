// The ways to get nats-server: the official release, its source by Go, Debian's package.
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Effect, type Scope } from "effect";
import { CommandFailed, runCommand } from "./command.ts";
import { buildMs, downloadConnectMs, downloadMs } from "./limits.ts";

/** The version that is downloaded or built. */
export const natsVersion = "2.12.15";

/** Where an installer works and where its executable goes. */
export interface InstallPlace {
  readonly cacheDir: string;
  readonly target: string;
}

/** One way to get it. */
export interface Installer {
  readonly name: string;
  readonly install: (place: InstallPlace) => Effect.Effect<void, CommandFailed>;
}

/** A folder beside the target that is gone afterwards, so that a move into place is one step. */
const workFolder = (cacheDir: string): Effect.Effect<string, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.sync(() => mkdtempSync(join(cacheDir, "install-"))),
    (dir) => Effect.sync(() => rmSync(dir, { recursive: true, force: true })),
  );

const fail = (message: string) => Effect.fail(new CommandFailed({ message }));

const download = (url: string): Effect.Effect<Uint8Array, CommandFailed> =>
  Effect.tryPromise({
    try: async (signal) => {
      const answer = await fetch(url, { signal });
      if (!answer.ok) throw new Error(`${answer.status} from ${new URL(url).host}`);
      return new Uint8Array(await answer.arrayBuffer());
    },
    catch: (cause) => new CommandFailed({ message: reasonOf(cause) }),
  });

const reasonOf = (cause: unknown): string => {
  if (!(cause instanceof Error)) return String(cause);
  return cause.cause instanceof Error ? cause.cause.message : cause.message;
};

const within = (ms: number, what: string) =>
  Effect.timeoutOrElse({ duration: ms, orElse: () => fail(`no ${what} within ${ms / 1000} s`) });

/**
 * GitHub's release. Its checksum is taken from the release's own SHA256SUMS, so it guards against a
 * broken download but not against a forged release: no checksum is pinned here, for none could be
 * verified by a second way when this was written. Go's way below is held to the checksum database.
 */
const release: Installer = {
  name: `the official release ${natsVersion} from github.com`,
  install: ({ cacheDir, target }) =>
    Effect.gen(function* () {
      const cpu = process.arch === "x64" ? "amd64" : process.arch;
      const folder = `nats-server-v${natsVersion}-${process.platform}-${cpu}`;
      const root = `https://github.com/nats-io/nats-server/releases/download/v${natsVersion}`;
      const sums = yield* download(`${root}/SHA256SUMS`).pipe(within(downloadConnectMs, "answer"));
      const line = new TextDecoder().decode(sums).split("\n")
        .find((one) => one.trim().endsWith(`${folder}.tar.gz`));
      if (line === undefined) return yield* fail(`no build for ${process.platform}-${cpu}`);
      const archive = yield* download(`${root}/${folder}.tar.gz`).pipe(within(downloadMs, "end"));
      const sum = createHash("sha256").update(archive).digest("hex");
      if (!line.startsWith(sum)) return yield* fail("the download does not match its checksum");
      const dir = yield* workFolder(cacheDir);
      writeFileSync(join(dir, "archive.tar.gz"), archive);
      yield* runCommand(["tar", "-xzf", "archive.tar.gz"], { cwd: dir, timeoutMs: downloadMs });
      renameSync(join(dir, folder, "nats-server"), target);
    }).pipe(Effect.scoped),
};

/** Built from its source, which the Go module proxy has; Go checks it against its checksum database. */
const goInstall: Installer = {
  name: `go install of ${natsVersion}`,
  install: ({ cacheDir, target }) =>
    Effect.gen(function* () {
      const go = ["/usr/local/go/bin/go", "/opt/homebrew/bin/go"].find(existsSync) ?? "go";
      const dir = yield* workFolder(cacheDir);
      yield* runCommand([go, "install", `github.com/nats-io/nats-server/v2@v${natsVersion}`], {
        timeoutMs: buildMs,
        env: {
          GOBIN: join(dir, "bin"),
          GOMODCACHE: join(dir, "modules"),
          GOCACHE: join(dir, "objects"),
          // Without this the module cache is read-only and cannot be deleted.
          GOFLAGS: "-modcacherw",
          CGO_ENABLED: "0",
        },
      });
      renameSync(join(dir, "bin", "nats-server"), target);
    }).pipe(Effect.scoped),
};

/**
 * Debian's package, unpacked and not installed: that needs no rights, and starts no server of the
 * system's. Root refreshes the package lists first where they are missing.
 */
const debian: Installer = {
  name: "Debian's package",
  install: ({ cacheDir, target }) =>
    Effect.gen(function* () {
      const dir = yield* workFolder(cacheDir);
      const at = { cwd: dir, timeoutMs: downloadMs };
      // The sandbox user of apt cannot write into a private folder.
      const get = runCommand([
        "apt-get",
        "-o",
        "APT::Sandbox::User=root",
        "download",
        "nats-server",
      ], at);
      const refresh = runCommand(["apt-get", "update", "-qq"], at);
      yield* get.pipe(
        Effect.catch((error) =>
          process.getuid?.() === 0 ? Effect.andThen(refresh, get) : Effect.fail(error)
        ),
      );
      const archive = readdirSync(dir).find((name) => name.endsWith(".deb"));
      if (archive === undefined) return yield* fail("apt-get downloaded nothing");
      yield* runCommand(["dpkg", "-x", archive, "unpacked"], at);
      const inside = ["usr/sbin/nats-server", "usr/bin/nats-server"]
        .map((path) => join(dir, "unpacked", path)).find(existsSync);
      if (inside === undefined) return yield* fail("no nats-server in the package");
      renameSync(inside, target);
    }).pipe(Effect.scoped),
};

/** The ways, best first. */
export const installers: readonly Installer[] = [release, goInstall, debian];
