// What every container must be, in Kubernetes and in compose: not root, bounded, read-only, of a named version.
import type { Manifest } from "./manifests.ts";

interface Container {
  readonly name: string;
  readonly image: string;
  readonly securityContext?: {
    readonly allowPrivilegeEscalation?: boolean;
    readonly readOnlyRootFilesystem?: boolean;
    readonly capabilities?: { readonly drop?: readonly string[] };
  };
  readonly resources?: {
    readonly requests?: Record<string, string>;
    readonly limits?: Record<string, string>;
  };
  readonly livenessProbe?: unknown;
}

interface Pod {
  readonly automountServiceAccountToken?: boolean;
  readonly securityContext?: {
    readonly runAsNonRoot?: boolean;
    readonly seccompProfile?: { readonly type?: string };
  };
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
}

/** ClickHouse's image writes below its own root: its data, logs and configuration lie on volumes or in memory. */
const writesItsRoot: readonly string[] = ["clickhouse"];

const versioned = (image: string): boolean => /[:@][^/]+$/.test(image) && !/:latest$/.test(image);

const containerFaults = (one: Container): readonly string[] => {
  const security = one.securityContext ?? {};
  const faults = [
    [security.allowPrivilegeEscalation !== false, "may gain privileges"],
    [!(security.capabilities?.drop ?? []).includes("ALL"), "keeps capabilities"],
    [
      security.readOnlyRootFilesystem !== true && !writesItsRoot.includes(one.name),
      "writes its root",
    ],
    [one.resources?.limits?.["memory"] === undefined, "has no limit of memory"],
    [one.resources?.requests?.["cpu"] === undefined, "asks for no CPU"],
    [!versioned(one.image), `has the image "${one.image}": expected a version`],
    [one.livenessProbe === undefined, "has no liveness probe"],
  ] as const;
  return faults.filter(([is]) => is).map(([, what]) => `container ${one.name} ${what}`);
};

const podFaults = (pod: Pod): readonly string[] => [
  ...(pod.securityContext?.runAsNonRoot === true ? [] : ["may run as root"]),
  ...(pod.securityContext?.seccompProfile?.type === "RuntimeDefault" ? [] : ["has no seccomp"]),
  ...(pod.automountServiceAccountToken === false ? [] : ["mounts a token of the API"]),
  ...[...pod.containers, ...pod.initContainers ?? []].flatMap(containerFaults),
];

/** What is wrong with the manifests, a sentence each; nothing where all is well. */
export const faultsOf = (manifests: readonly Manifest[]): readonly string[] => {
  const pods = manifests.flatMap(({ kind, metadata, spec }) => {
    const pod = (spec?.["template"] as { readonly spec?: Pod } | undefined)?.spec;
    return pod === undefined ? [] : [{ kind, name: metadata.name, pod }];
  });
  const budgets = new Set(
    manifests.filter(({ kind }) => kind === "PodDisruptionBudget").map((one) => one.metadata.name),
  );
  return [
    ...pods.flatMap(({ kind, name, pod }) =>
      podFaults(pod).map((what) => `${kind} ${name} ${what}`)
    ),
    ...pods.filter(({ name }) => !budgets.has(name))
      .map(({ kind, name }) => `${kind} ${name} has no disruption budget`),
    ...(manifests.some(({ kind, metadata }) =>
        kind === "NetworkPolicy" && metadata.name === "deny-all"
      )
      ? []
      : ["Nothing denies traffic that no policy names"]),
  ];
};

/** A service of a compose file, as far as it is looked at. */
export interface Service {
  readonly image: string;
  readonly ports?: readonly string[];
  readonly deploy?: { readonly resources?: { readonly limits?: { readonly memory?: string } } };
  readonly restart?: string;
  readonly privileged?: boolean;
}

/** What is wrong with the services of a compose file. */
export const composeFaults = (services: Readonly<Record<string, Service>>): readonly string[] =>
  Object.entries(services).flatMap(([name, one]) => [
    ...(versioned(one.image) ? [] : [`${name} has the image "${one.image}": expected a version`]),
    ...(one.deploy?.resources?.limits?.memory === undefined ? [`${name} has no memory limit`] : []),
    ...(one.restart === undefined ? [`${name} is not started again`] : []),
    ...(one.privileged === true ? [`${name} is privileged`] : []),
    ...(one.ports ?? []).filter((port) => !port.startsWith("127.0.0.1:"))
      .map((port) => `${name} publishes "${port}": expected loopback alone`),
  ]);
