// A thread of a campaign: runs its share of the seeds and tells how far it is.
import { parentPort, Worker, workerData } from "node:worker_threads";
import { type BrokenSeed, type Campaign, runCampaign } from "./campaign.ts";
import type { SimulateOptions } from "./options.ts";

type Told =
  | { readonly done: number; readonly broken: BrokenSeed | undefined }
  | { readonly campaign: Campaign };

/** Runs seeds on a thread of their own. */
export const campaignOnThread = (
  options: SimulateOptions,
  progress: (done: number, broken: BrokenSeed | undefined) => void,
): Promise<Campaign> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: options });
    worker.on("message", (told: Told) => {
      if ("campaign" in told) resolve(told.campaign);
      else progress(told.done, told.broken);
    });
    worker.on("error", reject);
  });

if (parentPort !== null && workerData !== null) {
  const port = parentPort;
  const tell = (told: Told) => port.postMessage(told);
  const campaign = await runCampaign(workerData as SimulateOptions, (done, broken) => {
    if (broken !== undefined || done % 20 === 0) tell({ done, broken });
  });
  tell({ campaign });
}
