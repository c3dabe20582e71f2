// The command line over a real gateway: it reads, follows and refuses, for people and as JSON.
import { execFile, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestGateway, type TestGateway } from "../../gateway/testing.ts";
import { story } from "../../gateway/testing-story.ts";

const main = fileURLToPath(new URL("main.ts", import.meta.url));
let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway(story);
}, 300_000);
afterAll(() => gateway?.stop());

const contrail = (...args: readonly string[]) =>
  new Promise<{ readonly code: number; readonly out: string; readonly err: string }>((resolve) =>
    execFile(
      process.execPath,
      [main, ...args],
      (error, out, err) => resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    )
  );

describe("contrail", () => {
  it("lists, as a table and as JSON", async () => {
    const told = await contrail("fills", "--url", gateway.url);
    expect(told.code, told.err).toBe(0);
    expect(told.out.split("\n")[0]).toMatch(/^t +id +symbol +side/);
    expect(told.out).toContain("sim/CUMULUS.sim/24/0");
    const json = await contrail("fills", "--json", "--url", gateway.url);
    expect(JSON.parse(json.out)).toHaveLength(3);
  }, 120_000);

  it("follows a channel from where it is told, and ends after a count", async () => {
    const told = await contrail(
      ...["tail", "fills", "--from", "start", "--count", "2", "--url", gateway.url],
    );
    const ids = told.out.trimEnd().split("\n").map((line) => JSON.parse(line).id);
    expect(ids).toEqual(["sim/ALTO.sim/12/0", "sim/ALTO.sim/14/0"]);
    expect(told.err).toBe("");
  }, 120_000);

  it("ends without a word where nobody reads what it writes", async () => {
    const line = [main, "tail", "fills", "--from", "start", "--url", gateway.url];
    const child = spawn(process.execPath, line, { stdio: ["ignore", "pipe", "pipe"] });
    child.stdout.destroy();
    let errors = "";
    child.stderr.on("data", (part) => errors += part);
    const code = await new Promise((resolve) => child.once("close", resolve));
    expect([code, errors]).toEqual([0, ""]);
  }, 120_000);

  it("says what was wrong, with an exit code", async () => {
    const unknown = await contrail("cancel", "nothing", "--json", "--url", gateway.url);
    expect(unknown.code).toBe(1);
    expect(JSON.parse(unknown.out).error.message).toContain('There is no order "nothing"');
    for (const line of [["orders"], ["tail", "quotes"]]) {
      const away = await contrail(...line, "--url", "http://127.0.0.1:1");
      expect([away.code, away.err]).toEqual([1, expect.stringContaining("contrail start")]);
    }
  }, 120_000);

  it("says what was wrong with the line in one line, and where its help is", async () => {
    for (
      const [line, words] of [
        ["nonsense", 'Unknown subcommand "nonsense"'],
        ["orders --limit x", 'Invalid value for flag --limit: "x"'],
        ["orders --bogus 1", "Unrecognized flag: --bogus"],
        ["submit ALTO.sim hold 1", 'Invalid value for argument <side>: "hold"'],
        ["submit ALTO.sim", "side"],
        ["orders --url nowhere", '--url "nowhere": expected an address'],
        ["tail no.subject --data-dir /none", 'Cannot read "/none/run/endpoints.json"'],
      ] as const
    ) {
      const told = await contrail(...line.split(" "), "--json");
      expect([line, told.code]).toEqual([line, 1]);
      expect(told.err.trimEnd().split("\n"), line).toEqual([expect.stringContaining(words)]);
      expect(JSON.parse(told.out).error.message, line).toContain(words);
    }
    expect((await contrail("--help")).out).toContain("SUBCOMMANDS");
    expect((await contrail("--version")).out).toContain("0.1.0");
  }, 240_000);

  it("writes completions, and gives a program its own help", async () => {
    expect((await contrail("completion", "zsh")).out).toContain("#compdef contrail");
    expect((await contrail("dead-letters", "--help")).out).toContain("--replay N");
  }, 120_000);
});
