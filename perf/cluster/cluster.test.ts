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
  // Whether it still leads when it is cut off is the cluster's affair: nothing may be lost either way.
  await suffer(cluster, one);
  // A process that is gone when it is to end in order is started again, and finishes what is in the streams.
  cluster.cells[0]!.recorder.signal("SIGKILL");
  cluster.cells[1]!.core.signal("SIGKILL");
  for (const cell of cluster.cells) {
    const verdict = await cell.verify();
    const story = [...verdict.found, cell.story()].join("\n");
    expect(verdict.ticks, story).toBeGreaterThan(1_000);
    expect(verdict, story).toMatchObject({ lost: 0, doubled: 0, wrong: 0, doubledOrders: 0 });
  }
}, 300_000);
