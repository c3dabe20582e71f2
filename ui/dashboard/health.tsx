// The pipeline as it breathes, on one card: processes, the actors that do the most, and what waits.
import { For, Show } from "solid-js";
import { stages } from "../../streams/status.ts";
import type { Live } from "../live/store.ts";
import { age, count, mebibytes } from "../parts/format.ts";
import { Table } from "../parts/table.tsx";
import "./health.css";

/** Milliseconds without a word after which a process counts as gone. */
const silentMs = 5_000;

/** The processes, each with its light. */
export const Processes = (props: { readonly live: Live }) => {
  const names = () => {
    const parts = stages.filter((stage) => props.live.state.statuses[stage] !== undefined);
    return [...(parts.length > 0 ? parts : ["core"]), "recorder", "gateway"];
  };
  const status = (name: string) => props.live.state.statuses[name];
  const silent = (name: string) =>
    status(name) === undefined || props.live.nowMs() - status(name)!.timeUs / 1000 > silentMs;
  return (
    <ul class="processes">
      <For each={names()}>
        {(name) => (
          <li class="process">
            <span class={silent(name) ? "bad" : "up"} aria-hidden="true">
              {silent(name) ? "○" : "●"}
            </span>
            <span>{name}</span>
            <span class="quiet small">
              {silent(name)
                ? "no word"
                : `${status(name)!.state}, ${mebibytes(status(name)!.memoryBytes)}`}
            </span>
          </li>
        )}
      </For>
    </ul>
  );
};

/** Pipeline health. */
export const Health = (props: { readonly live: Live }) => {
  const core = () => props.live.core();
  const waiting = () => (core()?.streams ?? []).reduce((sum, one) => sum + one.pending, 0);
  const unrecorded = () =>
    (props.live.state.statuses["recorder"]?.streams ?? [])
      .reduce((sum, one) => sum + one.pending, 0);
  return (
    <div class="health">
      <Processes live={props.live} />
      <p class="health-line">
        <span>{count(waiting())} records wait for streams</span>
        <span>{count(unrecorded())} not yet recorded</span>
      </p>
      <Table
        caption="Actors"
        rows={core()?.actors ?? []}
        empty="Waiting for the core."
        columns={[
          { heading: "Actor", cell: (row) => row.name },
          { heading: "In /s", number: true, cell: (row) => count(row.receivedPerSecond) },
          { heading: "Out /s", number: true, cell: (row) => count(row.emittedPerSecond) },
          {
            heading: "Errors",
            number: true,
            cell: (row) => <span class={row.errors > 0 ? "bad" : ""}>{count(row.errors)}</span>,
          },
          { heading: "Lag", number: true, cell: (row) => age(row.lagMs) },
        ]}
      />
      <Show when={Object.keys(core()?.refusals ?? {}).length > 0}>
        <div class="refusals warn">
          <For each={Object.entries(core()?.refusals ?? {})}>
            {([what, times]) => <div>Refused {count(times)} × {what}</div>}
          </For>
        </div>
      </Show>
    </div>
  );
};
