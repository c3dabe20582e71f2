// `npm start` with children that do no work. For tests.
import { fileURLToPath } from "node:url";
import { main } from "./cli.ts";

const child = fileURLToPath(new URL("./testing-child.ts", import.meta.url));

main({
  root: fileURLToPath(new URL("../../", import.meta.url)),
  programs: { core: child, recorder: child, gateway: child },
});
