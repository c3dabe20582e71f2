// The limits in force, how much of each the newest order used, and changing one while trading goes on.
import { createMemo, createSignal, For, Show } from "solid-js";
import type { Page } from "../../gateway/protocol.ts";
import { raise } from "../alerts/store.ts";
import { ask, wordsOf } from "../api.ts";
import { accountName } from "../live/account.ts";
import { Card } from "../parts/card.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { columnsOf } from "../parts/export.ts";
import { ExportMenu } from "../parts/export-menu.tsx";
import { Field, NumberInput } from "../parts/field.tsx";
import { clock, count, decimal, zoneName } from "../parts/format.ts";
import { createPoll } from "../parts/poll.ts";
import { Failed, Loading } from "../parts/states.tsx";
import { Table } from "../parts/table.tsx";
import type {
  LimitAnswer,
  LimitChangeAnswer,
  LimitsAnswer,
  RiskStatusAnswer,
} from "../../gateway/risk/protocol.ts";

const every = { limits: 5_000, status: 1_500, changes: 5_000 } as const;

const valueText = (value: number): string =>
  Math.abs(value) >= 100_000 ? count(value) : decimal(value, Number.isInteger(value) ? 0 : 2);

/** Limits, their use and their changes, as cards. */
export const Limits = () => {
  const limits = createPoll(
    () => ask<LimitsAnswer>("GET", `/v1/risk/limits?account=${accountName}`),
    every.limits,
  );
  const status = createPoll(
    () => ask<Page<RiskStatusAnswer>>("GET", "/v1/risk/status"),
    every.status,
  );
  const changes = createPoll(
    () => ask<Page<LimitChangeAnswer>>("GET", "/v1/risk/limits/changes?limit=20"),
    every.changes,
  );
  const mine = () => status.latest()?.data.find(({ account }) => account === accountName);
  // A check that has no limit, such as whether an id was used before, has no use of one either.
  const usage = createMemo(() => {
    const names = (limits.latest()?.limits ?? []).map(({ name }) => words(name));
    return (mine()?.usage ?? [])
      .filter(({ check }) => names.some((name) => words(check).endsWith(name.replace("max ", ""))))
      .sort((a, b) => share(b) - share(a));
  });
  const [edited, setEdited] = createSignal<LimitAnswer>();
  return (
    <>
      <Card
        title="Use of limits"
        area="usage"
        note={mine() === undefined
          ? "by the newest order that was checked"
          : `${count(mine()!.approved)} approved, ${count(mine()!.denied)} denied`}
      >
        <Show
          when={status.error() === undefined}
          fallback={<Failed what="use of limits" cause={status.error()} onRetry={status.again} />}
        >
          <Show when={status.latest()} fallback={<Loading what="the limits" rows={5} />}>
            <Show
              when={usage().length > 0}
              fallback={<p class="quiet">No order was checked yet.</p>}
            >
              <ul class="usage">
                <For each={usage()}>
                  {(one) => (
                    <li>
                      <span>{words(one.check)}</span>
                      <meter
                        min="0"
                        max="1"
                        low="0.6"
                        high="0.85"
                        optimum="0"
                        value={Math.min(1, share(one))}
                        aria-label={`${words(one.check)}: ${Math.round(share(one) * 100)} %`}
                      />
                      <span class="number">{Math.round(share(one) * 100)} %</span>
                      <span class="number quiet">
                        {valueText(one.value)} of {valueText(one.limit)}
                      </span>
                    </li>
                  )}
                </For>
              </ul>
            </Show>
          </Show>
        </Show>
      </Card>
      <Card
        title="Limits"
        area="limits"
        note={
          <>
            {limits.latest() === undefined ? "" : `version ${limits.latest()!.version}`}
            <ExportMenu
              what="the limits"
              table={() => ({ name: "limits", columns: columnsOf(limits.latest()?.limits ?? []) })}
            />
          </>
        }
      >
        <Show
          when={limits.error() === undefined}
          fallback={<Failed what="limits" cause={limits.error()} onRetry={limits.again} />}
        >
          <Show when={limits.latest()} fallback={<Loading what="the limits" rows={8} />}>
            {(known) => (
              <Table
                caption="Limits"
                rows={known().limits}
                empty="There are no limits."
                columns={[
                  {
                    heading: "Limit",
                    cell: (one) => (
                      <span title={one.description}>
                        <strong>{words(one.name)}</strong>
                      </span>
                    ),
                  },
                  { heading: "Value", number: true, cell: (one) => valueText(one.value) },
                  { heading: "Unit", cell: (one) => <span class="quiet">{one.unit}</span> },
                  {
                    heading: "Set for",
                    cell: (one) => (
                      <span class={one.source === "default" ? "quiet" : "warn"}>
                        {one.source === "default" ? "default" : one.source}
                      </span>
                    ),
                  },
                  {
                    heading: "",
                    cell: (one) => (
                      <button
                        type="button"
                        class="button button-small"
                        aria-label={`Change ${words(one.name)}`}
                        onClick={() => setEdited(one)}
                      >
                        Change
                      </button>
                    ),
                  },
                ]}
              />
            )}
          </Show>
        </Show>
      </Card>
      <Card title="Changes of limits" area="changes" note="newest first, refused ones too">
        <Show
          when={changes.error() === undefined}
          fallback={
            <Failed what="changes of limits" cause={changes.error()} onRetry={changes.again} />
          }
        >
          <Table
            caption="Changes of limits"
            rows={changes.latest()?.data ?? []}
            empty="No limit was changed yet."
            columns={[
              { heading: `Time ${zoneName()}`, cell: (one) => clock(one.t) },
              {
                heading: "What",
                cell: (one) =>
                  one.limits.map(({ name, before, after }) =>
                    `${words(name)} ${valueText(before)} → ${valueText(after)}`
                  ).join(", "),
              },
              {
                heading: "Outcome",
                cell: (one) => (
                  <span class={one.outcome === "applied" ? "up" : "bad"}>{one.outcome}</span>
                ),
              },
              { heading: "Why", cell: (one) => <span class="quiet">{one.reason}</span> },
            ]}
          />
        </Show>
      </Card>
      <Show when={edited()} keyed>
        {(one) => (
          <ChangeLimit
            limit={one}
            version={limits.latest()?.version ?? 0}
            onClose={() => {
              setEdited(undefined);
              limits.again();
              changes.again();
            }}
          />
        )}
      </Show>
    </>
  );
};

const share = ({ value, limit }: { readonly value: number; readonly limit: number }): number =>
  Math.max(0, limit > 0 ? value / limit : value > 0 ? 1 : 0);

/** A name of the API as words: "max_order_notional" or "maxOrderNotional" is "max order notional". */
const words = (name: string): string =>
  name.replaceAll("_", " ").replaceAll(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();

const ChangeLimit = (
  props: { readonly limit: LimitAnswer; readonly version: number; readonly onClose: () => void },
) => {
  const [value, setValue] = createSignal(String(props.limit.value));
  const [reason, setReason] = createSignal("");
  const [error, setError] = createSignal("");
  const send = async (next: number | null): Promise<void> => {
    setError("");
    try {
      await ask<LimitsAnswer>("PUT", "/v1/risk/limits", {
        limits: { [props.limit.name]: next },
        account: accountName,
        reason: reason(),
        version: props.version,
      });
      const text = next === null ? "the default" : valueText(next);
      raise({
        level: "good",
        title: "Limit changed",
        words: `${words(props.limit.name)}: ${text}`,
      });
      props.onClose();
    } catch (cause) {
      setError(wordsOf(cause));
    }
  };
  return (
    <Dialog title={`Change ${words(props.limit.name)}`} onClose={props.onClose}>
      <p class="quiet">{props.limit.description}</p>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          void send(Number(value()));
        }}
      >
        <div class="form-row">
          <Field
            label={`New value, ${props.limit.unit}`}
            hint={`${props.limit.minimum} to ${props.limit.maximum}`}
          >
            {(id) => <NumberInput id={id} value={value()} onInput={setValue} />}
          </Field>
          <Field label="Why">
            {(id) => (
              <input
                id={id}
                value={reason()}
                minLength={3}
                maxLength={200}
                required
                onInput={(event) => setReason(event.currentTarget.value)}
              />
            )}
          </Field>
        </div>
        <Show when={error() !== ""}>
          <p class="notice" data-tone="bad" role="alert">{error()}</p>
        </Show>
        <div class="dialog-buttons">
          <button
            type="button"
            class="button"
            disabled={props.limit.source === "default" || reason().trim().length < 3}
            onClick={() => void send(null)}
          >
            Back to the default
          </button>
          <button type="submit" class="button" data-tone="accent">Change it</button>
        </div>
      </form>
    </Dialog>
  );
};
