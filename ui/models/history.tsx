// The card of a model, as it was trained, and every change of it.
import { For, Show } from "solid-js";
import { ask } from "../api.ts";
import { Card } from "../parts/card.tsx";
import { clock, zoneName } from "../parts/format.ts";
import { createPoll } from "../parts/poll.ts";
import { Failed, Loading } from "../parts/states.tsx";
import { Table } from "../parts/table.tsx";
import type { ModelDetail } from "../../gateway/models/protocol.ts";

const everyMs = 5_000;

/** Values of a card in one line each; what is deeper is told as JSON. */
const linesOf = (card: Readonly<Record<string, unknown>>): readonly (readonly [string, string])[] =>
  Object.entries(card).filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => [
      name.replaceAll(/([a-z])([A-Z])/g, "$1 $2").toLowerCase(),
      typeof value === "object" ? JSON.stringify(value, null, 1) : String(value),
    ]);

/** Two cards: changes, and the model card. */
export const History = (props: { readonly model: string }) => {
  const detail = createPoll(
    () => ask<ModelDetail>("GET", `/v1/models/${encodeURIComponent(props.model)}`),
    everyMs,
  );
  return (
    <>
      <Card title="Changes" area="changes" note="each with its reason">
        <Show
          when={detail.error() === undefined}
          fallback={<Failed what="changes" cause={detail.error()} onRetry={detail.again} />}
        >
          <Table
            caption="Changes of the model"
            rows={detail.latest()?.changes ?? []}
            empty="It runs as the roster says; nobody has changed it yet."
            columns={[
              { heading: `Time ${zoneName()}`, cell: (one) => clock(one.t) },
              { heading: "What", cell: (one) => <strong>{one.action}</strong> },
              { heading: "Version", number: true, cell: (one) => one.version ?? "–" },
              { heading: "Why", cell: (one) => <span class="quiet">{one.reason}</span> },
              { heading: "Position", number: true, cell: (one) => one.position },
            ]}
          />
        </Show>
      </Card>
      <Card title="Model card" area="card" note="as it was trained">
        <Show when={detail.latest()} fallback={<Loading what="the card" rows={6} />}>
          {(known) => (
            <dl class="model-card">
              <For each={linesOf(known().card)}>
                {([name, text]) => (
                  <div>
                    <dt>{name}</dt>
                    <dd>
                      <Show when={text.length > 90} fallback={text}>
                        <details>
                          <summary>{text.slice(0, 70).replaceAll(/\s+/g, " ")}…</summary>
                          <pre>{text}</pre>
                        </details>
                      </Show>
                    </dd>
                  </div>
                )}
              </For>
            </dl>
          )}
        </Show>
      </Card>
    </>
  );
};
