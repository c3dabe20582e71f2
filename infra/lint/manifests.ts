// The Kubernetes manifests as Kustomize makes them, with secrets that open nothing.
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseAllDocuments } from "yaml";
import { lint } from "./tools.ts";

const folder = fileURLToPath(new URL("../kubernetes/", import.meta.url));

/** What every overlay is given, and nobody commits. */
const secrets = {
  "secrets.nats.env": "NATS_PASSWORD=a\n",
  "secrets.clickhouse.env": "CLICKHOUSE_USER=contrail\nCLICKHOUSE_PASSWORD=b\n",
  "secrets.stores.env":
    "NATS_URL=nats://contrail:a@nats:4222\nCLICKHOUSE_URL=http://contrail:b@clickhouse:8123\n",
  "secrets.prometheus.env": "key=ctr_c\n",
} as const;

/** One manifest, as far as it is looked at. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec?: Record<string, unknown>;
}

/** The names of the overlays. */
export const overlays = readdirSync(join(folder, "overlays")).sort();

/** The manifests of an overlay as one text of YAML. Throws what Kustomize found wrong. */
export const rendered = (overlay: string): string => {
  const copy = mkdtempSync(join(tmpdir(), "contrail-kubernetes-"));
  try {
    cpSync(folder, copy, { recursive: true });
    for (const [name, text] of Object.entries(secrets)) {
      for (const one of overlays) writeFileSync(join(copy, "overlays", one, name), text);
    }
    return lint("kustomize", "build", join(copy, "overlays", overlay));
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
};

/** The manifests of a text of YAML. */
export const manifestsIn = (text: string): readonly Manifest[] =>
  parseAllDocuments(text).map((document) => document.toJS() as Manifest).filter((one) =>
    one !== null
  );
