// Ports of this machine: is one free, who has it, and which one is.
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { createServer } from "node:net";
import { Effect } from "effect";
import { LocalFailure } from "./failure.ts";

const tryListen = (host: string, port: number): Effect.Effect<number, NodeJS.ErrnoException> =>
  Effect.callback((resume) => {
    const server = createServer();
    server.once("error", (error) => resume(Effect.fail(error)));
    server.listen({ host, port, exclusive: true }, () => {
      const address = server.address();
      const bound = typeof address === "object" && address !== null ? address.port : port;
      server.close(() => resume(Effect.succeed(bound)));
    });
    return Effect.sync(() => server.close());
  });

/**
 * Where free ports are looked for: below those that systems give to connections that go out. One of these
 * could be taken between the look and the listening, or while a server restarts.
 */
const [lowest, highest] = [20_000, 32_767];
/** Ports that are tried before the system is asked for any. */
const looks = 100;
/** Processes look in different places, and none twice in the same. */
let nextPort = process.pid * 16;

const lookForPort = (host: string, left = looks): Effect.Effect<number, NodeJS.ErrnoException> =>
  left === 0
    ? tryListen(host, 0)
    : Effect.suspend(() => tryListen(host, lowest + nextPort++ % (highest - lowest + 1))).pipe(
      Effect.catch(() => lookForPort(host, left - 1)),
    );

/** A port that nobody listens on: the preferred one where it is free. */
export const freePort = (host: string, preferred = 0): Effect.Effect<number, LocalFailure> =>
  (preferred === 0 ? lookForPort(host) : tryListen(host, preferred)).pipe(
    Effect.catch(() => lookForPort(host)),
    Effect.mapError((cause) =>
      new LocalFailure({ reason: "portInUse", message: `No free port on ${host}`, cause })
    ),
  );

/** Fails with who has the port and the option that changes it, unless the port is free. */
export const requirePort = (
  port: number,
  options: { readonly host: string; readonly option: string },
): Effect.Effect<number, LocalFailure> =>
  tryListen(options.host, port).pipe(
    Effect.mapError((cause) =>
      new LocalFailure({ reason: "portInUse", message: portMessage(port, options, cause), cause })
    ),
  );

const portMessage = (
  port: number,
  options: { readonly host: string; readonly option: string },
  cause: NodeJS.ErrnoException,
): string => {
  const choose = `choose another with ${options.option}`;
  if (cause.code === "EACCES") {
    return `Port ${port} needs more rights than this user has: ${choose}`;
  }
  if (cause.code !== "EADDRINUSE") return `Cannot listen on ${options.host}:${port}: ${cause.code}`;
  const owner = portOwner(port);
  return owner === undefined
    ? `Port ${port} is in use: ${choose}`
    : `Port ${port} is in use by "${owner.command}" (process ${owner.pid}): ${choose}`;
};

/** The process that listens on a port, where Linux's /proc tells; undefined elsewhere. */
export const portOwner = (
  port: number,
): { readonly pid: number; readonly command: string } | undefined => {
  const sockets = new Set(
    ["/proc/net/tcp", "/proc/net/tcp6"].flatMap((path) => inodes(path, port)),
  );
  if (sockets.size === 0) return undefined;
  for (const name of listing("/proc")) {
    const holds = /^\d+$/.test(name) &&
      listing(`/proc/${name}/fd`).some((fd) => sockets.has(linkTarget(`/proc/${name}/fd/${fd}`)));
    if (holds) return { pid: Number(name), command: commandOf(name) };
  }
  return undefined;
};

/** Sockets in state 0A (listening) with a local port, as links in /proc/<pid>/fd name them. */
const inodes = (path: string, port: number): readonly string[] => {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  return textOf(path).split("\n").map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[3] === "0A" && fields[1]?.endsWith(suffix))
    .map((fields) => `socket:[${fields[9]}]`);
};

const commandOf = (pid: string): string =>
  textOf(`/proc/${pid}/cmdline`).split("\0").join(" ").trim().slice(0, 80);

// Processes end while one looks at them, and those of other users cannot be looked into.
const attempt = <A>(look: () => A, otherwise: A): A => {
  try {
    return look();
  } catch {
    return otherwise;
  }
};
const textOf = (path: string) => attempt(() => readFileSync(path, "utf8"), "");
const listing = (path: string) => attempt(() => readdirSync(path), []);
const linkTarget = (path: string) => attempt(() => readlinkSync(path), "");
