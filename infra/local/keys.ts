// `npm run keys`: makes, lists and revokes the API keys of a data folder, also while nothing runs.
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { Keys } from "../../gateway/access/keys.ts";
import { type Scope, scopes, scopeWords } from "../../gateway/access/principal.ts";

const help = `npm run keys -- [list | create | revoke ID] [options]

  --data-dir DIR     Folder of the system (default .contrail)
  --name NAME        What a new key is for
  --scopes A,B       What it may do:
${scopes.map((one) => `                       ${one.padEnd(14)}${scopeWords[one]}`).join("\n")}
  --accounts A,B     Only these accounts (default every one)
  --strategies A,B   Only these strategies (default every one)
  --days N           Days it is good for; 0 is without end (default 90)
  --json             One JSON object as the last line
  --help             This text

The secret of a key is told once, when it is made; the folder keeps a hash of it. A gateway that runs
sees a change at once.
`;

const options = {
  "data-dir": { type: "string", default: ".contrail" },
  name: { type: "string", default: "" },
  scopes: { type: "string", default: "" },
  accounts: { type: "string", default: "" },
  strategies: { type: "string", default: "" },
  days: { type: "string", default: "90" },
  json: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

const listOf = (text: string): readonly string[] =>
  text.split(",").map((one) => one.trim()).filter((one) => one !== "");

const namesOf = (option: string, text: string): readonly string[] =>
  listOf(text).map((one) => {
    if (/^[\w.@-]{1,64}$/.test(one)) return one;
    throw new Error(`--${option} "${one}": expected letters, digits, . _ @ or -`);
  });

const scopesOf = (text: string): readonly Scope[] => {
  const told = listOf(text);
  const unknown = told.find((one) => !scopes.some((scope) => scope === one));
  if (unknown !== undefined || told.length === 0) {
    throw new Error(`--scopes "${unknown ?? ""}": expected some of ${scopes.join(",")}`);
  }
  return told as Scope[];
};

const daysOf = (text: string): number => {
  if (/^\d{1,4}$/.test(text) && Number(text) <= 3_650) return Number(text);
  throw new Error(`--days "${text}": expected a whole number from 0 to 3650`);
};

const main = (): void => {
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  if (values.help) return console.log(help);
  const [what = "list", id = ""] = positionals;
  const dataDir = resolve(values["data-dir"]);
  if (!existsSync(dataDir)) throw new Error(`--data-dir "${values["data-dir"]}": no such folder`);
  const keys = new Keys(dataDir);
  const tell = (line: string, result: object) =>
    console.log(values.json ? JSON.stringify(result) : line);
  const shown = () => keys.list().map(({ sha256: _, ...key }) => key);
  switch (what) {
    case "list":
      if (values.json) return console.log(JSON.stringify({ keys: shown() }));
      for (const key of shown()) {
        const held = [...key.accounts, ...key.strategies].join(",");
        console.log(
          `${key.id}  ${key.name}  ${key.scopes.join(",")}${
            held === "" ? "" : `  only ${held}`
          }  ` +
            `until ${key.expires_at ?? "it is revoked"}`,
        );
      }
      if (shown().length === 0) console.log("No keys");
      return;
    case "create": {
      const days = daysOf(values.days);
      if (values.name === "") throw new Error('--name "": expected what the key is for');
      const { key, text } = keys.create({
        name: values.name.slice(0, 64),
        scopes: scopesOf(values.scopes),
        accounts: namesOf("accounts", values.accounts),
        strategies: namesOf("strategies", values.strategies),
        expiresMs: days === 0 ? undefined : Date.now() + days * 86_400_000,
      });
      const { sha256: _, ...told } = key;
      return tell(`${text}\nShown this once; its id is ${key.id}`, { ...told, key: text });
    }
    case "revoke": {
      const key = keys.revoke(id);
      if (key === undefined) throw new Error(`revoke "${id}": expected the id of a key, see list`);
      return tell(`Revoked ${id} (${key.name})`, { revoked: id });
    }
    default:
      throw new Error(`"${what}": expected list, create or revoke`);
  }
};

try {
  main();
} catch (cause) {
  console.error(`error: ${(cause as Error).message}`);
  process.exitCode = 1;
}
