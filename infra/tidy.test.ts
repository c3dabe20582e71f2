// The rules of the repository, run as a test. Each failure names the fix.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const files = execFileSync("git", ["ls-files", "-co", "--exclude-standard"], { cwd: root })
  .toString().split("\n").filter((file) => file !== "");
const sources = files.filter((file) => /\.(ts|tsx)$/.test(file) && !file.endsWith(".d.ts"));
const read = (file: string) => readFileSync(join(root, file), "utf8");

/** Module specifiers that a file imports, relative ones as paths from the root. */
const importsOf = (file: string): string[] =>
  [...read(file).matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)].map((match) => {
    const specifier = match[1]!;
    return specifier.startsWith(".") ? normalize(join(dirname(file), specifier)) : specifier;
  });

const topLevel = new Set([
  ...["actors", "streams", "gateway", "ui", "models", "infra", "perf", "docs", ".ci", ".github"],
  ".devcontainer",
  ...["package.json", "package-lock.json", "deno.json", "README.md", "Makefile", "LICENSE"],
  ...["tsconfig.json", "vitest.config.ts", ".npmrc", ".gitignore", ".env.example"],
]);

const pure = (file: string) =>
  /^actors\//.test(file) && !/^actors\/(run|sources|adapters)\//.test(file) &&
  !file.endsWith(".test.ts");

describe("the repository", () => {
  it("keeps its top level", () => {
    const strangers = [...new Set(files.map((file) => file.split("/")[0]!))]
      .filter((name) => !topLevel.has(name));
    expect(strangers, "move these below one of the fixed folders").toEqual([]);
  });

  it("keeps files small enough to read", () => {
    // What a program writes, nobody has to read.
    const written = (file: string) => read(file).startsWith("// Written by npm run ");
    const long = sources.filter((file) => !written(file)).map((file) => ({
      file,
      lines: read(file).split("\n").length,
    }))
      .filter(({ lines }) => lines > 400);
    expect(long, "split these by reason to change: at most 400 lines").toEqual([]);
  });

  it("keeps most files short", () => {
    const lengths = sources.map((file) => read(file).split("\n").length).sort((a, b) => a - b);
    expect(lengths[Math.floor(lengths.length / 2)], "the median file is too long").toBeLessThan(
      150,
    );
  });

  it("says in the first line of every module what it is for", () => {
    const silent = sources.filter((file) => !/^(#!.*\n)?(\/\/|\/\*\*) ?\S/.test(read(file)));
    expect(silent, "begin with a comment that says what the module is for").toEqual([]);
  });

  it("has no default exports but where a tool demands them", () => {
    const found = sources.filter((file) =>
      !/config\.ts$/.test(file) && !file.startsWith("perf/k6/") &&
      /^export default /m.test(read(file))
    );
    expect(found, "export by name").toEqual([]);
  });

  it("leaves nothing half done", () => {
    const marks = new RegExp(
      ["TO" + "DO", "FIX" + "ME", "@ts-" + "ignore", "as " + "any\\b"].join("|"),
    );
    const found = sources.filter((file) => marks.test(read(file)));
    expect(found, "finish it, or say in the code why it is so").toEqual([]);
  });

  it("names no place of one machine", () => {
    const found = files.filter((file) => /\.(ts|tsx|py|sql|md|json|sh)$/.test(file))
      .filter((file) =>
        file !== "package-lock.json" && /\/(work|home|root)\/[a-z]/.test(read(file))
      );
    expect(found, "use paths relative to the project").toEqual([]);
  });

  it("avoids names that say nothing", () => {
    const empty = /(^|\/)(utils?|helpers?|common|misc|info|base)(\.|\/|$)/;
    expect(sources.filter((file) => empty.test(file)), "name what is inside").toEqual([]);
  });
});

describe("who may import whom", () => {
  const broken = (of: (file: string) => boolean, allowed: (specifier: string) => boolean) =>
    sources.filter(of).flatMap((file) =>
      importsOf(file).filter((one) => !allowed(one)).map((one) => `${file} imports ${one}`)
    );

  it("keeps the language free of everything else", () => {
    const language = (file: string) =>
      /^streams\/[^/]+\.ts$/.test(file) && !file.endsWith(".test.ts");
    const fix = "streams/*.ts import only effect and each other";
    expect(broken(language, (one) => one === "effect" || /^streams\/[^/]+\.ts$/.test(one)), fix)
      .toEqual([]);
  });

  it("lets only the transports know NATS and ClickHouse", () => {
    const fix = "go through streams/transport/";
    const outside = (file: string) =>
      !/^(streams\/transport|infra|perf)\//.test(file) && !file.endsWith(".test.ts");
    expect(broken(outside, (one) => !/^@(nats-io|clickhouse)\//.test(one)), fix).toEqual([]);
  });

  it("keeps actors pure", () => {
    const fix =
      "actors import streams/*.ts, measures and each other; the rest belongs to actors/run and actors/adapters";
    const allowed = (one: string) =>
      /^streams\/[^/]+\.ts$/.test(one) ||
      (/^actors\//.test(one) && !/^actors\/(run|sources|adapters)\//.test(one));
    expect(broken(pure, allowed), fix).toEqual([]);
    const impure = sources.filter(pure).filter((file) =>
      /\b(Date|Math\.random|process|console|performance|setTimeout|crypto)\b\s*[.(]/.test(
        read(file).replaceAll(/\/\/.*|\/\*[\s\S]*?\*\//g, ""),
      ) ||
      (/\b(async|await|Promise)\b/.test(read(file).replaceAll(/\/\/.*|\/\*[\s\S]*?\*\//g, "")) &&
        file !== "actors/pipeline.ts")
    );
    expect(impure, "an actor knows no clock, no randomness and no promise").toEqual([]);
  });

  it("lets the window see only the door and the language", () => {
    const fix = "ui/ imports the gateway's protocol or SDK and streams/*.ts";
    const window = (file: string) => /^ui\/.*\.tsx?$/.test(file) && !/\.test\.|config\./.test(file);
    const allowed = (one: string) =>
      /^ui\//.test(one) || /^streams\/[^/]+\.ts$/.test(one) ||
      /^gateway\/([\w-]+\/)?protocol\.ts$/.test(one) || /^gateway\/sdk\/.*\.ts$/.test(one) ||
      !/^(actors|models|infra|gateway|streams)\//.test(one);
    expect(broken(window, allowed), fix).toEqual([]);
  });
});
