// `npm run venue-server`: venues on this machine, in their own wire formats, with faults where they are asked for.
import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { faultPlans } from "./faults.ts";
import { servedVenues } from "./roster.ts";
import { localKeys, VenueServer } from "./server.ts";

const usage = `npm run venue-server -- [options]

  --port N       Port to listen on; 0 is any free one (default 9100)
  --venues LIST  Venues to serve, with commas: ${
  servedVenues.map(({ name }) => name).join(", ")
} (default all)
  --faults NAME  ${Object.keys(faultPlans).join(", ")}: what goes wrong (default none)
  --seed N       Seed of the markets and of the faults (default 1)
  --journal DIR  Folder that keeps the orders: started again on it, a venue knows them; what worked is
                 canceled (default: in memory only)
  --help         This text
`;

const refuse = (message: string): never => {
  console.error(`error: ${message}`);
  process.exit(1);
};

const whole = (name: string, text: string): number => {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) {
    refuse(`--${name} "${text}": expected a whole number`);
  }
  return value;
};

const read = () => {
  try {
    return parseArgs({
      options: {
        port: { type: "string", default: "9100" },
        venues: { type: "string", default: "" },
        faults: { type: "string", default: "none" },
        seed: { type: "string", default: "1" },
        journal: { type: "string" },
        help: { type: "boolean", default: false },
      },
    }).values;
  } catch (cause) {
    return refuse((cause as Error).message);
  }
};

const values = read();
if (values.help) {
  console.log(usage);
  process.exit(0);
}
const names = servedVenues.map(({ name }) => name);
const venues = values.venues.split(",").filter((one) => one !== "");
const stranger = venues.find((one) => !names.includes(one));
if (stranger !== undefined) refuse(`--venues "${stranger}": expected ${names.join(", ")}`);
const plan = faultPlans[values.faults as keyof typeof faultPlans] ??
  refuse(`--faults "${values.faults}": expected ${Object.keys(faultPlans).join(", ")}`);

const { journal } = values;
if (journal !== undefined && !existsSync(journal)) refuse(`--journal "${journal}": no such folder`);

const server = new VenueServer({
  port: whole("port", values.port),
  seed: whole("seed", values.seed),
  faults: plan,
  ...(venues.length === 0 ? {} : { venues }),
  ...(journal === undefined ? {} : { journal }),
});
const url = await server.start().catch((cause) => refuse((cause as Error).message));
console.log(`Local venues: ${(venues.length === 0 ? names : venues).join(", ")}`);
console.log(`  Address  ${url}`);
console.log(`  Faults   ${values.faults}`);
console.log(`  Key      ${localKeys.key}, secret ${localKeys.secret}: they open nothing else`);
console.log(
  `  Try      npm start -- --source ${
    venues[0] ?? names[0]
  } --symbols BTC/USDT,ETH/USDT --venue-url ${url}`,
);
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => void server.stop().then(() => process.exit(0)));
}
