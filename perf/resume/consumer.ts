// A consumer that may die at any moment: what it has seen and where it stands are one line of one file.
import { appendFileSync, existsSync, readFileSync, truncateSync } from "node:fs";
import { contrail } from "../../gateway/sdk/mod.ts";

const [url, file] = process.argv.slice(2) as [string, string];

/** The place of the last whole line; what follows it was not finished. */
const lastPlace = (): string => {
  if (!existsSync(file)) return "start";
  const text = readFileSync(file, "utf8");
  const end = text.lastIndexOf("\n") + 1;
  truncateSync(file, Buffer.byteLength(text.slice(0, end)));
  return text.slice(0, end).trimEnd().split("\n").at(-1)!.split(" ")[0] || "start";
};

contrail({ url }).stream({ retryMs: { first: 20, longest: 200 }, silentMs: 3_000 })
  .listen("fills", {
    resume: lastPlace(),
    on: ({ type, items, sequence }) => {
      const ids = items.map(({ id }) => id);
      appendFileSync(file, `${sequence} ${type} ${ids.join(" ")}\n`);
    },
  });
