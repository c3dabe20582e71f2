// The pipeline screen: the topology as it is, what each part does and how far behind it is, and why a fill happened.
import { createMemo, Show } from "solid-js";
import type { Page } from "../../gateway/protocol.ts";
import type { DeadLetterAnswer } from "../../gateway/watch/protocol.ts";
import { ask } from "../api.ts";
import { Processes } from "../dashboard/health.tsx";
import type { Live } from "../live/store.ts";
import { Card } from "../parts/card.tsx";
import { age, clock, count, mebibytes, zoneName } from "../parts/format.ts";
import { MetricCard } from "../parts/metric-card.tsx";
import { Fills } from "../parts/orders.tsx";
import { createAnswer } from "../parts/poll.ts";
import { Empty, Failed } from "../parts/states.tsx";
import { Table } from "../parts/table.tsx";
import { queryValue, setQuery } from "../router.tsx";
import { Graph } from "./graph.tsx";
import { topologyOf } from "./topology.ts";
import { Waterfall } from "./waterfall.tsx";
import "../dashboard/health.css";
import "./screen.css";

const shownFills = 12;

/** The pipeline screen. */
export const PipelineScreen = (props: { readonly live: Live }) => {
  const core = () => props.live.core();
  const recorder = () => props.live.state.statuses["recorder"];
  const topology = createMemo(() => topologyOf(core(), recorder()));
  const actors = () => core()?.actors ?? [];
  const errors = () => actors().reduce((sum, one) => sum + one.errors, 0);
  const dead = createAnswer(
    errors,
    () => ask<Page<DeadLetterAnswer>>("GET", "/v1/dead-letters?limit=20"),
  );
  const fills = createMemo(() => props.live.state.fills.slice(0, shownFills));
  // The first that came stays, however many follow it.
  const first = createMemo<string | undefined>((before) => before ?? fills()[0]?.id);
  const fill = () => queryValue("fill") ?? first();
  const queued = () => (core()?.streams ?? []).reduce((sum, one) => sum + one.pending, 0);
  const unrecorded = (name: string) =>
    recorder()?.streams.find((one) => one.name === name)?.pending ?? 0;
  const rows = () => Object.values(recorder()?.tables ?? {}).reduce((sum, n) => sum + n, 0);
  return (
    <main class="screen pipeline">
      <section class="metrics" aria-label="Key figures">
        <MetricCard
          title="Ticks"
          value={count(actors().find(({ name }) => name === "book")?.receivedPerSecond ?? 0)}
          unit="/s"
          detail={`${count(core()?.source?.records ?? 0)} so far`}
        />
        <MetricCard
          title="Slowest actor"
          value={age(actors().reduce((most, { lagMs }) => Math.max(most, lagMs), 0))}
          detail="behind its input"
        />
        <MetricCard
          title="Not acknowledged"
          value={count(queued())}
          unit="records"
          detail="sent to streams, not yet durable"
        />
        <MetricCard
          title="Recorded"
          value={count(rows())}
          unit="rows"
          detail="in ClickHouse since its start"
        />
        <MetricCard
          title="Errors"
          value={count(errors())}
          tone={errors() > 0 ? "bad" : "plain"}
          detail="messages that actors failed on"
        />
        <MetricCard
          title="Restarts"
          value={count(props.live.restarts())}
          tone={props.live.restarts() > 0 ? "warn" : "plain"}
          detail="of processes, since this page was opened"
        />
      </section>
      <Card
        title="Topology"
        area="graph"
        note="boxes are actors, pills are streams; lines are as thick as what flows"
      >
        <Show when={core()} fallback={<p class="quiet">Waiting for the core.</p>}>
          <Graph topology={topology()} />
        </Show>
      </Card>
      <Card title="Actors" area="actors" note={`${actors().length} run`}>
        <Table
          caption="Actors"
          rows={actors()}
          empty="Waiting for the core."
          columns={[
            { heading: "Actor", cell: (one) => <strong>{one.name}</strong> },
            { heading: "In /s", number: true, cell: (one) => count(one.receivedPerSecond) },
            { heading: "Out /s", number: true, cell: (one) => count(one.emittedPerSecond) },
            { heading: "In", number: true, cell: (one) => count(one.received) },
            { heading: "Out", number: true, cell: (one) => count(one.emitted) },
            {
              heading: "Errors",
              number: true,
              cell: (one) => <span class={one.errors > 0 ? "bad" : ""}>{count(one.errors)}</span>,
            },
            { heading: "Lag", number: true, cell: (one) => age(one.lagMs) },
          ]}
        />
      </Card>
      <Card title="Streams" area="streams" note="one writer each">
        <Table
          caption="Streams"
          rows={core()?.streams ?? []}
          empty="Waiting for the core."
          columns={[
            { heading: "Stream", cell: (one) => <strong>{one.name}</strong> },
            { heading: "Role", cell: (one) => <span class="quiet">{one.role}</span> },
            {
              heading: "Messages",
              hint: "The sequence of its last message",
              number: true,
              cell: (one) => count(one.sequence),
            },
            {
              heading: "Position",
              hint: "Up to which record of the input log it is complete",
              number: true,
              cell: (one) => count(Math.max(0, one.position)),
            },
            { heading: "Ack pending", number: true, cell: (one) => count(one.pending) },
            {
              heading: "Unrecorded",
              hint: "Not yet in ClickHouse",
              number: true,
              cell: (one) => count(unrecorded(one.name)),
            },
          ]}
        />
      </Card>
      <Card title="Processes" area="processes">
        <Processes live={props.live} />
        <Table
          caption="Processes"
          rows={Object.values(props.live.state.statuses)}
          empty="No process has said a word yet."
          columns={[
            {
              heading: "Process",
              cell: (one) => <strong>{one.stages?.join("+") ?? one.process}</strong>,
            },
            { heading: "State", cell: (one) => one.state },
            {
              heading: "Up for",
              number: true,
              cell: (one) => age((one.timeUs - one.startedTimeUs) / 1000),
            },
            { heading: "Memory", number: true, cell: (one) => mebibytes(one.memoryBytes) },
            { heading: "Says", cell: (one) => <span class="quiet">{one.message ?? ""}</span> },
          ]}
        />
      </Card>
      <Card title="Dead letters" area="dead" note="records that an actor failed on twice">
        <Show
          when={dead.error() === undefined}
          fallback={
            <Failed
              what="dead letters"
              cause={dead.error()}
              onRetry={dead.again}
            />
          }
        >
          <Show
            when={(dead.latest()?.data.length ?? 0) > 0}
            fallback={
              <Empty title="None">
                Every record was handled. One that is not would be kept here with its cause, and the
                actor would go on.
              </Empty>
            }
          >
            <Table
              caption="Dead letters"
              rows={dead.latest()?.data ?? []}
              empty="None."
              columns={[
                { heading: `Time ${zoneName()}`, cell: (one) => clock(one.t) },
                { heading: "Actor", cell: (one) => <strong>{one.actor}</strong> },
                { heading: "Stream", cell: (one) => one.stream },
                { heading: "Position", number: true, cell: (one) => one.sequence },
                { heading: "Tries", number: true, cell: (one) => one.attempts },
                { heading: "Cause", cell: (one) => <span class="bad">{one.error}</span> },
              ]}
            />
          </Show>
        </Show>
      </Card>
      <Card title="Newest fills" area="fills" note="open one to trace it">
        <Fills fills={fills()} onOpen={(one) => setQuery({ fill: one.id })} />
      </Card>
      <Card
        title="Why it happened"
        area="why"
        note={<span class="mono">{fill() ?? ""}</span>}
      >
        <Show when={fill()} keyed fallback={<p class="quiet">Nothing was filled yet.</p>}>
          {(id) => <Waterfall fillId={id} />}
        </Show>
      </Card>
    </main>
  );
};
