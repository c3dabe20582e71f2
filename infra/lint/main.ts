// `npm run lint:infra`: manifests, compose file, workflows, Dockerfile and rules by their official schemas and linters.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findPromtool } from "../prometheus/find.ts";
import { manifestsIn, overlays, rendered } from "./manifests.ts";
import { faultsOf } from "./policies.ts";
import { install, lint } from "./tools.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const workflows = readdirSync(join(root, ".github/workflows"))
  .map((name) => `.github/workflows/${name}`);

/** Kinds of operators, whose schemas the validator does not have. */
const ofOperators = (apiVersion: string): boolean => apiVersion.startsWith("monitoring.coreos.com");

const validated = (overlay: string): string => {
  const manifests = manifestsIn(rendered(overlay));
  const faults = faultsOf(manifests);
  if (faults.length > 0) throw new Error(faults.join("\n"));
  const known = manifests.filter(({ apiVersion }) => !ofOperators(apiVersion));
  const dir = mkdtempSync(join(tmpdir(), "contrail-manifests-"));
  try {
    for (const [i, one] of known.entries()) {
      writeFileSync(join(dir, `${i}.yaml`), JSON.stringify(one));
    }
    const files = known.map((_, i) => join(dir, `${i}.yaml`));
    lint("kubernetes-validate", "--strict", "--quiet", ...files);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
  const others = manifests.filter(({ apiVersion }) => ofOperators(apiVersion));
  return `${known.length} manifests` +
    (others.length === 0 ? "" : `; without a schema: ${others.map(({ kind }) => kind).join(", ")}`);
};

const schema = (name: string, ...files: readonly string[]) => () =>
  lint("check-jsonschema", "--builtin-schema", name, ...files);

const promtool = (...args: readonly string[]) => (): string => {
  const path = findPromtool();
  if (path === undefined) return "skipped: promtool is not installed (apt-get install prometheus)";
  execFileSync(path, args, { cwd: join(root, "infra/prometheus"), stdio: "pipe" });
  return "";
};

const checks: readonly (readonly [what: string, check: () => string])[] = [
  ["workflows: actionlint", () => lint("actionlint", ...workflows)],
  ["workflows: zizmor", () => (lint("zizmor", "--offline", "--no-progress", ".github"), "")],
  ["workflows: schema", schema("vendor.github-workflows", ...workflows)],
  [
    "workflows: every job has a time limit",
    schema("custom.github-workflows-require-timeout", ...workflows),
  ],
  ["renovate: schema", schema("vendor.renovate", ".github/renovate.json")],
  ["compose: schema", schema("vendor.compose-spec", "infra/containers/compose.yaml")],
  ["image: hadolint", () => lint("hadolint", "infra/containers/Dockerfile")],
  ["alerts: promtool", promtool("check", "rules", "alerts.yml")],
  ...overlays.map((overlay) =>
    [`kubernetes, overlay ${overlay}`, () => validated(overlay)] as const
  ),
];

install((line) => console.log(line));
let failed = 0;
for (const [what, check] of checks) {
  try {
    const said = check().trim().split("\n")[0];
    console.log(`ok      ${what}${said === "" ? "" : ` (${said})`}`);
  } catch (cause) {
    failed++;
    console.error(`failed  ${what}\n${(cause as Error).message}`);
  }
}
process.exit(failed === 0 ? 0 : 1);
