// Containers are not root, bounded, read-only and of named versions; and a manifest that is not is found.
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { manifestsIn } from "./manifests.ts";
import { refused } from "./licences.ts";
import { composeFaults, faultsOf, type Service } from "./policies.ts";

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");
const base = "../kubernetes/base/";
const manifests = readdirSync(new URL(base, import.meta.url))
  .filter((name) => name !== "kustomization.yaml")
  .flatMap((name) => manifestsIn(read(`${base}${name}`)));

describe("the manifests", () => {
  it("hold every policy", () => {
    expect(manifests.length).toBeGreaterThan(10);
    expect(faultsOf(manifests)).toEqual([]);
  });

  it("would not where a container were root, unbounded or of no version", () => {
    const careless = manifestsIn(`
apiVersion: apps/v1
kind: Deployment
metadata: { name: careless }
spec:
  template:
    spec:
      containers: [{ name: careless, image: "careless:latest" }]
`);
    expect(faultsOf(careless)).toEqual([
      "Deployment careless may run as root",
      "Deployment careless has no seccomp",
      "Deployment careless mounts a token of the API",
      "Deployment careless container careless may gain privileges",
      "Deployment careless container careless keeps capabilities",
      "Deployment careless container careless writes its root",
      "Deployment careless container careless has no limit of memory",
      "Deployment careless container careless asks for no CPU",
      'Deployment careless container careless has the image "careless:latest": expected a version',
      "Deployment careless container careless has no liveness probe",
      "Deployment careless has no disruption budget",
      "Nothing denies traffic that no policy names",
    ]);
  });
});

describe("the compose file", () => {
  const services = (path: string) =>
    (parse(read(path), { merge: true }) as { readonly services: Record<string, Service> }).services;

  it("holds every policy", () => {
    expect(composeFaults(services("../containers/compose.yaml"))).toEqual([]);
  });

  it("keeps streams on three nodes of NATS", () => {
    const nodes = Object.keys(services("../containers/compose.yaml")).filter((one) =>
      one.startsWith("nats-")
    );
    expect(nodes).toEqual(["nats-1", "nats-2", "nats-3"]);
  });

  it("would not where a service were open to everyone", () => {
    const open = { image: "open", ports: ["8080:8080"], privileged: true };
    expect(composeFaults({ open })).toEqual([
      'open has the image "open": expected a version',
      "open has no memory limit",
      "open is not started again",
      "open is privileged",
      'open publishes "8080:8080": expected loopback alone',
    ]);
  });
});

describe("the image", () => {
  it("is built on named versions and does not run as root", () => {
    const lines = read("../containers/Dockerfile").split("\n");
    const from = lines.filter((line) => line.startsWith("FROM "));
    expect(from.every((line) => /:[\w.-]+/.test(line) && !/:latest/.test(line))).toBe(true);
    expect(from.at(-1)).toMatch(/:nonroot$/);
  });
});

describe("the packages", () => {
  it("are under licences that are allowed", () => {
    expect(refused(JSON.parse(read("../../package-lock.json")))).toEqual([]);
  });

  it("would not be where one had another, or none", () => {
    const packages = { "": {}, a: { license: "AGPL-3.0" }, b: {}, c: { license: "(X OR MIT)" } };
    expect(refused({ packages }).map((line) => line.split(",")[0]))
      .toEqual(['a: "AGPL-3.0"', 'b: ""']);
  });
});

describe("the workflows", () => {
  const folder = "../../.github/workflows/";
  const files = readdirSync(new URL(folder, import.meta.url));

  it.each(files)("%s pins every action by its digest, with its version beside it", (file) => {
    const used = [...read(`${folder}${file}`).matchAll(/uses: (.+)/g)].map((match) => match[1]!);
    expect(used.filter((one) => !/^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(one))).toEqual([]);
  });
});
