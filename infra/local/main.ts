// `npm start`: one command from nothing to a trading system on paper.
import { fileURLToPath } from "node:url";
import { programOf } from "./children.ts";
import { main } from "./cli.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

main({
  root,
  programs: {
    core: programOf(root, "core"),
    recorder: programOf(root, "recorder"),
    gateway: programOf(root, "gateway"),
  },
});
