// A small version of the rehearsal: one node of three is cut off while two cells trade, and nothing is lost.
import { afterAll, expect, it } from "vitest";
import { cases, type Cluster, startCluster, stopCluster, suffer } from "./rehearsal.ts";

let cluster: Cluster | undefined;
afterAll(async () => {
  if (cluster !== undefined) await stopCluster(cluster, false);
});

it("loses and doubles nothing when a node of the cluster is cut off", async () => {
  cluster = await startCluster({ rate: 400, seed: 3 });
  const leader = await cluster.nodes.leader();
  const one = cases([]).find(({ what }) => what === `cut off node ${leader}`)!;
  expect(await suffer(cluster, one)).toMatchObject({ led: true });
  for (const cell of cluster.cells) {
    const verdict = await cell.verify();
    expect(verdict.ticks).toBeGreaterThan(1_000);
    expect(verdict).toMatchObject({ lost: 0, doubled: 0, wrong: 0, doubledOrders: 0 });
  }
}, 300_000);
