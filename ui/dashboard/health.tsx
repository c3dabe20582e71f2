// The pipeline as it breathes: actors with rates and lag, streams, tables, and what was refused.
import { For, Show } from "solid-js";
import { coreOf, type ProcessStatus, stages } from "../../streams/status.ts";
import { age, count, mebibytes } from "../parts/format.ts";
import { Table } from "../parts/table.tsx";
import "./health.css";

/** The newest status of each process, and the time that ages count from. */
export interface HealthProps {
  readonly statuses: Readonly<Record<string, ProcessStatus>>;
  readonly nowMs: number;
}

/** Milliseconds without a word after which a process counts as gone. */
const silentMs = 5_000;

/** Pipeline health. */
export const Health = (props: HealthProps) => {
  const core = () => coreOf(Object.values(props.statuses));
  const processes = () => {
    const parts = stages.filter((stage) => props.statuses[stage] !== undefined);
    return [...(parts.length > 0 ? parts : ["core"]), "recorder", "gateway"];
  };
  const recorder = () => props.statuses["recorder"];
  const rate = (value: number) => `${count(value)}/s`;
  return (
    <div class="health">
      <ul class="processes">
        <For each={processes()}>
          {(name) => <Process name={name} status={props.statuses[name]} nowMs={props.nowMs} />}
        </For>
      </ul>
      <Table
        caption="Actors"
        rows={core()?.actors ?? []}
        empty="Waiting for the core."
        columns={[
          { heading: "Actor", cell: (row) => row.name },
          { heading: "In", number: true, cell: (row) => rate(row.receivedPerSecond) },
          { heading: "Out", number: true, cell: (row) => rate(row.emittedPerSecond) },
          { heading: "Err.", number: true, cell: (row) => count(row.errors) },
          { heading: "Lag", number: true, cell: (row) => age(row.lagMs) },
        ]}
      />
      <Table
        caption="Streams"
        rows={core()?.streams ?? []}
        empty="Waiting for the core."
        columns={[
          { heading: "Stream", cell: (row) => row.name },
          { heading: "Position", number: true, cell: (row) => count(Math.max(0, row.position)) },
          { heading: "Queued", number: true, cell: (row) => count(row.pending) },
          {
            heading: "Unrecorded",
            number: true,
            cell: (row) =>
              count(recorder()?.streams.find((one) => one.name === row.name)?.pending ?? 0),
          },
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

const Process = (props: {
  readonly name: string;
  readonly status: ProcessStatus | undefined;
  readonly nowMs: number;
}) => {
  const silent = () =>
    props.status === undefined || props.nowMs - props.status.timeUs / 1000 > silentMs;
  return (
    <li class="process">
      <span class={silent() ? "bad" : "up"} aria-hidden="true">{silent() ? "○" : "●"}</span>
      <span>{props.name}</span>
      <span class="quiet small">
        {silent() ? "no word" : `${props.status!.state}, ${mebibytes(props.status!.memoryBytes)}`}
      </span>
    </li>
  );
};
