// How right a model is on the live stream: reliability, confusion, accuracy by bucket, and what of its input drifts.
import { createSignal, For, Show } from "solid-js";
import { ask } from "../api.ts";
import { Card } from "../parts/card.tsx";
import { columnsOf } from "../parts/export.ts";
import { ExportMenu } from "../parts/export-menu.tsx";
import { clock, count, decimal, percent, zoneName } from "../parts/format.ts";
import { createPoll } from "../parts/poll.ts";
import { Empty, Failed, Loading } from "../parts/states.tsx";
import { Table } from "../parts/table.tsx";
import type {
  FeatureDrift,
  ModelDrift,
  ModelScores,
  ScoreAnswer,
} from "../../gateway/models/protocol.ts";
import type { Page } from "../../gateway/protocol.ts";
import { Confusion } from "./confusion.tsx";
import { Reliability } from "./reliability.tsx";

const every = { scores: 10_000, drift: 15_000 } as const;

const groups = [
  ["by_confidence", "Confidence"],
  ["by_symbol", "Instrument"],
  ["by_hour", "Hour"],
  ["by_spread", "Spread"],
  ["by_volatility", "Volatility"],
  ["by_version", "Version"],
] as const;

/** The cards of evidence of one model. */
export const Evidence = (props: { readonly model: string }) => {
  const path = () => `/v1/models/${encodeURIComponent(props.model)}`;
  const scores = createPoll(() => ask<ModelScores>("GET", `${path()}/scores`), every.scores);
  const drift = createPoll(
    () => ask<Page<ModelDrift>>("GET", `${path()}/drift`),
    every.drift,
  );
  /** Of the newest version that runs; nothing before enough vectors have come. */
  const newest = () =>
    drift.latest()?.data.reduce<ModelDrift | undefined>(
      (best, one) => (one.version > (best?.version ?? 0) ? one : best),
      undefined,
    );
  const [group, setGroup] = createSignal<typeof groups[number][0]>("by_confidence");
  const total = () => scores.latest()?.total;
  const scored = () => (total()?.predictions ?? 0) > 0;
  return (
    <Show
      when={scores.error() === undefined}
      fallback={
        <div style={{ "grid-area": "reliability" }}>
          <Failed what="live scores" cause={scores.error()} onRetry={scores.again} />
        </div>
      }
    >
      <Card
        title="Reliability"
        area="reliability"
        note={scored()
          ? `calibration error ${percent(total()!.calibration_error)}, Brier ${
            decimal(total()!.brier, 3)
          }`
          : "what was said against what came"}
      >
        <Scored ready={scores.latest() !== undefined} scored={scored()}>
          <Reliability bins={scores.latest()?.reliability ?? []} />
        </Scored>
      </Card>
      <Card
        title="Confusion"
        area="confusion"
        note={scored()
          ? `${percent(total()!.accuracy)} right, ${percent(total()!.base_rate)} went up`
          : "said and came"}
      >
        <Scored ready={scores.latest() !== undefined} scored={scored()}>
          <Confusion cells={scores.latest()?.confusion ?? []} />
          <p class="quiet small">
            {count(total()?.predictions ?? 0)} predictions of {count(total()?.votes ?? 0)} moves;
            {" "}
            {count(scores.latest()?.excluded ?? 0)}{" "}
            more on warming, stale or gapped data are left out. One vote per move of the mid price.
          </p>
        </Scored>
      </Card>
      <Card
        title="Accuracy"
        area="accuracy"
        note={
          <>
            <Show when={scores.latest()?.to}>
              {(to) => <span>up to {clock(to())} {zoneName()}</span>}
            </Show>
            <ExportMenu
              what="the scores"
              table={() => ({
                name: `${props.model}-${group()}`,
                columns: columnsOf(scores.latest()?.[group()] ?? []),
              })}
            />
          </>
        }
      >
        <div class="segments models-groups" role="group" aria-label="Accuracy by">
          <For each={groups}>
            {([value, text]) => (
              <button
                type="button"
                aria-pressed={group() === value}
                onClick={() => setGroup(value)}
              >
                {text}
              </button>
            )}
          </For>
        </div>
        <Scored ready={scores.latest() !== undefined} scored={scored()}>
          <Scores rows={scores.latest()?.[group()] ?? []} />
        </Scored>
      </Card>
      <Card
        title="Drift"
        area="drift"
        note={newest() === undefined
          ? "the newest vectors against the training's"
          : `${count(newest()!.vectors)} newest vectors against the training's`}
      >
        <Show
          when={drift.error() === undefined}
          fallback={<Failed what="drift" cause={drift.error()} onRetry={drift.again} />}
        >
          <Show when={drift.latest()} fallback={<Loading what="drift" rows={6} />}>
            <Show
              when={(newest()?.features.length ?? 0) > 0}
              fallback={
                <Empty title="Not enough yet">
                  Drift is told once enough vectors have come to compare with.
                </Empty>
              }
            >
              <ul class="drift" tabindex="0" aria-label="Drift of each feature">
                <For each={newest()!.features}>{(one) => <DriftLine of={one} />}</For>
              </ul>
              <p class="quiet small">
                Population stability index (PSI) of each feature; the bar is full at the limit of
                this model, which the card's training data set.
              </p>
            </Show>
          </Show>
        </Show>
      </Card>
    </Show>
  );
};

/** A feature: its distance to the training's, and how much of its limit that is. */
const DriftLine = (props: { readonly of: FeatureDrift }) => {
  const share = () =>
    Math.max(
      props.of.psi / props.of.psi_limit,
      props.of.ks / props.of.ks_limit,
      props.of.beyond / props.of.beyond_limit,
    );
  const tone = () =>
    props.of.level === "drifted" ? "bad" : props.of.level === "moving" ? "warn" : "quiet";
  return (
    <li>
      <span class="mono">{props.of.feature}</span>
      <meter
        min="0"
        max="1"
        low="0.5"
        high="0.99"
        optimum="0"
        value={Math.min(1, share())}
        aria-label={`${props.of.feature}: ${percent(share())} of its limit`}
      />
      <span class="number">{decimal(props.of.psi, 2)}</span>
      <span class={tone()}>{props.of.level}</span>
    </li>
  );
};

const Scored = (
  props: {
    readonly ready: boolean;
    readonly scored: boolean;
    readonly children: import("solid-js").JSX.Element;
  },
) => (
  <Show when={props.ready} fallback={<Loading what="the scores" rows={4} />}>
    <Show
      when={props.scored}
      fallback={
        <Empty title="Nothing scored yet">
          A prediction is scored when its horizon has passed. That takes some seconds.
        </Empty>
      }
    >
      {props.children}
    </Show>
  </Show>
);

const Scores = (props: { readonly rows: readonly ScoreAnswer[] }) => (
  <Table
    caption="Scores"
    rows={props.rows}
    empty="No prediction is in any bucket yet."
    columns={[
      { heading: "Bucket", cell: (one) => <strong>{one.group}</strong> },
      { heading: "Moves", number: true, cell: (one) => count(one.votes) },
      { heading: "Right", number: true, cell: (one) => percent(one.accuracy) },
      {
        heading: "",
        cell: (one) => (
          <span class="accuracy-bar" aria-hidden="true">
            <i style={{ width: `${one.accuracy * 100}%` }} />
          </span>
        ),
      },
      { heading: "Brier", number: true, cell: (one) => decimal(one.brier, 3) },
      { heading: "Log loss", number: true, cell: (one) => decimal(one.log_loss, 3) },
    ]}
  />
);
