// What tests need of a replay: its ticks, its refusals, and how it ended.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Tick } from "../../../../streams/market.ts";
import type { Unstamped } from "../../../../streams/record.ts";
import type { SourceRefusal, SourceResume, TickSource } from "../../source.ts";

/** Everything a source gave. */
export interface Given {
  readonly ticks: Unstamped<Tick>[];
  readonly refusals: SourceRefusal[];
  /** The message it failed with; empty where it ended well. */
  readonly failure: string;
}

/** Takes a source to its end. */
export const takeAll = async (source: TickSource, resume?: SourceResume): Promise<Given> => {
  const ticks: Unstamped<Tick>[] = [];
  const refusals: SourceRefusal[] = [];
  let failure = "";
  try {
    const refuse = (refusal: SourceRefusal) => void refusals.push(refusal);
    for await (const batch of source.open(resume, refuse, new AbortController().signal)) {
      for (const tick of batch.ticks) ticks.push(tick);
    }
  } catch (cause) {
    failure = (cause as Error).message;
  }
  return { ticks, refusals, failure };
};

/** A new folder for the files of one test. */
export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), "contrail-sources-"));
