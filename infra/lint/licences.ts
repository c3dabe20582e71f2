// `npm run licences`: every package that is installed is under a licence that this project may be given away with.
import { readFileSync } from "node:fs";

/** Licences that ask for no more than their own text, and file-wise copyleft that leaves the rest alone. */
const allowed: readonly string[] = [
  ...["MIT", "Apache-2.0", "ISC", "0BSD", "BSD-2-Clause", "BSD-3-Clause", "Unlicense", "CC0-1.0"],
  ...["MPL-2.0", "Python-2.0", "PSF-2.0", "OFL-1.1", "CC-BY-4.0"],
];

interface Lock {
  readonly packages: Readonly<Record<string, { readonly license?: string }>>;
}

/** Packages of a lock file with a licence that is not allowed, or none; of `A OR B` one is enough. */
export const refused = ({ packages }: Lock): readonly string[] =>
  Object.entries(packages).filter(([path]) => path !== "").flatMap(([path, { license = "" }]) => {
    const choices = license.replaceAll(/[()]/g, "").split(" OR ");
    return choices.some((one) => allowed.includes(one))
      ? []
      : [`${path}: "${license}", expected one of ${allowed.join(", ")}`];
  });

if (import.meta.main) {
  const lock = readFileSync(new URL("../../package-lock.json", import.meta.url), "utf8");
  const found = refused(JSON.parse(lock) as Lock);
  for (const line of found) console.error(`error: ${line}`);
  if (found.length === 0) console.log("Every package is under a licence that is allowed");
  process.exit(found.length === 0 ? 0 : 1);
}
