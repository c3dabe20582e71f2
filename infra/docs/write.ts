// `npm run docs`: writes the pages of the documents that follow from the code.
import { writeFileSync } from "node:fs";
import { pages } from "./pages.ts";

for (const [path, text] of Object.entries(pages)) {
  writeFileSync(new URL(`../../${path}`, import.meta.url), text());
  console.log(`wrote ${path}`);
}
