// The models screen: which models run and which watch, how right each is, what drifts, and changing it with a reason.
import { createMemo, For, Show } from "solid-js";
import type { Page } from "../../gateway/protocol.ts";
import { ask } from "../api.ts";
import type { Live } from "../live/store.ts";
import { Card } from "../parts/card.tsx";
import { count, decimal, percent } from "../parts/format.ts";
import { MetricCard } from "../parts/metric-card.tsx";
import { createPoll } from "../parts/poll.ts";
import { Empty, Failed, Loading } from "../parts/states.tsx";
import { Table } from "../parts/table.tsx";
import { queryValue, setQuery } from "../router.tsx";
import type { LineUpAnswer, ModelAnswer } from "../../gateway/models/protocol.ts";
import { Evidence } from "./evidence.tsx";
import { History } from "./history.tsx";
import { Versions } from "./versions.tsx";
import "./screen.css";

const every = { models: 3_000, lineUp: 2_000 } as const;

/** The models screen. */
export const ModelsScreen = (props: { readonly live: Live }) => {
  const models = createPoll(() => ask<Page<ModelAnswer>>("GET", "/v1/models"), every.models);
  const lineUp = createPoll(() => ask<LineUpAnswer>("GET", "/v1/line-up"), every.lineUp);
  const all = () => models.latest()?.data ?? [];
  const chosen = () => {
    const named = queryValue("model");
    return all().find(({ name }) => name === named) ??
      all().find(({ serving }) => serving !== null) ?? all()[0];
  };
  const name = createMemo(() => chosen()?.name);
  const running = () => lineUp.latest()?.models ?? [];
  const inference = () =>
    props.live.core()?.actors.find((one) => /^(inference|model)/.test(one.name));
  const sure = createMemo(() => {
    const known = props.live.instruments().flatMap((row) =>
      row.probabilityUp === undefined ? [] : [Math.abs(row.probabilityUp - 0.5) * 2]
    );
    return known.length === 0 ? undefined : known.reduce((sum, one) => sum + one, 0) / known.length;
  });
  const again = (): void => {
    models.again();
    lineUp.again();
  };
  return (
    <main class="screen models">
      <section class="metrics" aria-label="Key figures">
        <MetricCard
          title="Serving"
          value={lineUp.latest() === undefined
            ? "–"
            : String(running().filter(({ role }) => role === "serving").length)}
          unit="models"
          detail="predictions that are traded on"
        />
        <MetricCard
          title="Shadows"
          value={lineUp.latest() === undefined
            ? "–"
            : String(running().filter(({ role }) => role === "shadow").length)}
          unit="models"
          detail="recorded and scored only"
        />
        <MetricCard
          title="Predictions"
          value={count(inference()?.emittedPerSecond ?? 0)}
          unit="/s"
          detail={`${count(inference()?.emitted ?? 0)} since the start`}
        />
        <MetricCard
          title="How sure"
          value={percent(sure(), 0)}
          detail="mean over instruments"
        />
        <MetricCard
          title="Inference lag"
          value={decimal(inference()?.lagMs ?? 0, 0)}
          unit="ms"
          detail="behind the features"
        />
      </section>
      <Show
        when={models.error() === undefined}
        fallback={
          <>
            <Failed what="models" cause={models.error()} onRetry={models.again} />
            <LivePredictions live={props.live} />
          </>
        }
      >
        <Show when={models.latest()} fallback={<Loading what="the models" rows={8} />}>
          <Show
            when={all().length > 0}
            fallback={
              <Empty title="No model is kept">
                Train one with npm run train, then add it to models/roster.ts.
              </Empty>
            }
          >
            <Card title="Models" area="list" note="open one to see its evidence">
              <Table
                caption="Models"
                rows={all()}
                empty="No model is kept."
                selected={(one) => one.name === name()}
                nameOf={(one) => `Show ${one.name}`}
                onOpen={(one) => setQuery({ model: one.name })}
                columns={[
                  { heading: "Model", cell: (one) => <strong>{one.name}</strong> },
                  { heading: "State", cell: (one) => <State model={one} /> },
                  {
                    heading: "Version",
                    number: true,
                    cell: (one) => one.serving ?? one.versions[0]?.version ?? "–",
                  },
                  {
                    heading: "Algorithm",
                    cell: (one) => <span class="quiet">{one.versions[0]?.algorithm}</span>,
                  },
                ]}
              />
            </Card>
            <Show when={chosen()}>
              {(one) => (
                <Versions
                  model={one()}
                  all={all()}
                  running={running()}
                  onChanged={again}
                />
              )}
            </Show>
            <Show when={name()} keyed>
              {(model) => (
                <>
                  <Evidence model={model} />
                  <History model={model} />
                </>
              )}
            </Show>
          </Show>
        </Show>
      </Show>
    </main>
  );
};

const State = (props: { readonly model: ModelAnswer }) => {
  const state = () =>
    props.model.serving !== null
      ? "serving"
      : props.model.versions.find(({ state }) => state === "shadow")?.state ?? "kept";
  const tones = { serving: "up", shadow: "warn", kept: undefined } as const;
  return <span class="badge" data-tone={tones[state()]}>{state()}</span>;
};

/** What the models say now, where nothing else is known of them. */
const LivePredictions = (props: { readonly live: Live }) => (
  <Card title="What they say now" note="of the next move of the mid price">
    <ul class="predictions">
      <For
        each={props.live.instruments().filter((row) =>
          row.probabilityUp !== undefined
        )}
      >
        {(row) => (
          <li>
            <strong>{row.symbol}</strong>
            <span class="quiet">{row.model}</span>
            <span class="number">{percent(row.probabilityUp, 0)} up</span>
          </li>
        )}
      </For>
    </ul>
  </Card>
);
