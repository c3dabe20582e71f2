// The versions of a model and what may be done with each: shadow, promote, pin, roll back, retire, each with a reason.
import { createSignal, For, Show } from "solid-js";
import { raise } from "../alerts/store.ts";
import { ask, wordsOf } from "../api.ts";
import { Card } from "../parts/card.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { Choice, Field } from "../parts/field.tsx";
import { age, millis } from "../parts/format.ts";
import { createPoll } from "../parts/poll.ts";
import { Table } from "../parts/table.tsx";
import type {
  LineUpAnswer,
  LineUpModelAnswer,
  ModelAnswer,
  ModelVersionAnswer,
  PromotionAnswer,
} from "../../gateway/models/protocol.ts";

type Action = "promote" | "shadow" | "pin" | "unpin" | "rollback" | "retire";

interface Wish {
  readonly action: Action;
  readonly version?: number;
}

const titles: Readonly<Record<Action, string>> = {
  promote: "Promote",
  shadow: "Run as a shadow",
  pin: "Pin",
  unpin: "Unpin",
  rollback: "Roll back",
  retire: "Retire",
};
const means: Readonly<Record<Action, string>> = {
  promote: "Its predictions are traded on, from one position of the input log on.",
  shadow: "It predicts beside the others; its predictions are recorded and scored, not traded on.",
  pin: "It serves until somebody unpins it.",
  unpin: "It may be replaced and retired again.",
  rollback: "The version that served before serves again.",
  retire: "It stops predicting. It is kept.",
};

/** A card of versions and actions. */
export const Versions = (
  props: {
    readonly model: ModelAnswer;
    readonly all: readonly ModelAnswer[];
    readonly running: readonly LineUpModelAnswer[];
    readonly onChanged: () => void;
  },
) => {
  const [wish, setWish] = createSignal<Wish>();
  const runs = () => props.running.find(({ name }) => name === props.model.name);
  const serving = () => runs()?.role === "serving";
  const act = (action: Action, version?: number) =>
    setWish({ action, ...(version === undefined ? {} : { version }) });
  const small = (text: string, action: Action, one: ModelVersionAnswer) => (
    <button
      type="button"
      class="button button-small"
      aria-label={`${text} ${props.model.name} version ${one.version}`}
      onClick={() => act(action, one.version)}
    >
      {text}
    </button>
  );
  return (
    <Card
      title={props.model.name}
      area="versions"
      note={
        <div class="row">
          <Show when={props.model.former !== null}>
            <button
              type="button"
              class="button button-small"
              onClick={() => act("rollback")}
            >
              Roll back to {props.model.former}
            </button>
          </Show>
          <Show when={serving()}>
            <button
              type="button"
              class="button button-small"
              onClick={() => act(runs()?.pinned ? "unpin" : "pin")}
            >
              {runs()?.pinned ? "Unpin" : "Pin"}
            </button>
          </Show>
          <Show when={runs() !== undefined}>
            <button
              type="button"
              class="button button-small"
              data-tone="bad"
              onClick={() => act("retire")}
            >
              Retire
            </button>
          </Show>
        </div>
      }
    >
      <p class="quiet models-summary">{props.model.versions[0]?.summary}</p>
      <Table
        caption="Versions"
        rows={props.model.versions}
        empty="No version is kept."
        columns={[
          { heading: "Version", number: true, cell: (one) => <strong>{one.version}</strong> },
          {
            heading: "State",
            cell: (one) => (
              <span>
                {one.state}
                {one.pinned ? ", pinned" : ""}
              </span>
            ),
          },
          {
            heading: "Predicts",
            cell: (one) =>
              one.horizon_us === 0 ? "next mid move" : `${age(one.horizon_us / 1000)} ahead`,
          },
          {
            heading: "SHA-256",
            cell: (one) => <span class="mono" title={one.sha256}>{one.sha256.slice(0, 12)}</span>,
          },
          {
            heading: "Kept for",
            number: true,
            cell: (one) => <span class="quiet">{age(Date.now() - millis(one.stored_at))}</span>,
          },
          {
            heading: "",
            cell: (one) => (
              <span class="blotter-actions">
                <Show when={one.state !== "serving"}>{small("Promote", "promote", one)}</Show>
                <Show when={one.state === "kept"}>{small("Shadow", "shadow", one)}</Show>
              </span>
            ),
          },
        ]}
      />
      <Show when={wish()} keyed>
        {(wanted) => (
          <Change
            model={props.model}
            wish={wanted}
            others={props.running.filter((one) =>
              one.role === "serving" && one.name !== props.model.name
            )}
            onClose={() => setWish(undefined)}
            onChanged={props.onChanged}
          />
        )}
      </Show>
    </Card>
  );
};

const Change = (
  props: {
    readonly model: ModelAnswer;
    readonly wish: Wish;
    readonly others: readonly LineUpModelAnswer[];
    readonly onClose: () => void;
    readonly onChanged: () => void;
  },
) => {
  const [reason, setReason] = createSignal("");
  const [replaces, setReplaces] = createSignal("");
  const [error, setError] = createSignal("");
  const [busy, setBusy] = createSignal(false);
  const [override, setOverride] = createSignal(false);
  const path = () => `/v1/models/${encodeURIComponent(props.model.name)}`;
  const evidence = props.wish.action === "promote"
    ? createPoll(
      () => ask<PromotionAnswer>("GET", `${path()}/promotion?version=${props.wish.version}`),
      10_000,
    )
    : undefined;
  const send = async (): Promise<void> => {
    setBusy(true);
    setError("");
    try {
      const { position } = await ask<LineUpAnswer>("POST", `${path()}/${props.wish.action}`, {
        reason: reason(),
        ...(props.wish.version === undefined ? {} : { version: props.wish.version }),
        ...(replaces() === "" ? {} : { replaces: replaces() }),
        ...(override() ? { override: true } : {}),
      });
      raise({
        level: "good",
        title: `${titles[props.wish.action]}: ${props.model.name}`,
        words: `In force from position ${position} of the input log`,
        to: `/models?model=${props.model.name}`,
      });
      props.onChanged();
      props.onClose();
    } catch (cause) {
      setError(wordsOf(cause));
    }
    setBusy(false);
  };
  return (
    <Dialog
      title={`${titles[props.wish.action]} ${props.model.name}${
        props.wish.version === undefined ? "" : ` version ${props.wish.version}`
      }`}
      onClose={props.onClose}
    >
      <p>{means[props.wish.action]}</p>
      <Show when={evidence?.latest()}>
        {(one) => (
          <ul class="rules" aria-label="Evidence">
            <For each={one().rules}>
              {(rule) => (
                <li class={rule.passed ? "up" : "bad"}>
                  <span aria-hidden="true">{rule.passed ? "✓" : "✕"}</span> {rule.words}
                </li>
              )}
            </For>
          </ul>
        )}
      </Show>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <Show when={props.wish.action === "promote" && props.others.length > 0}>
          <Field label="In the place of" hint="The other becomes its shadow">
            {(id) => (
              <Choice
                id={id}
                value={replaces()}
                options={[
                  ["", "Nobody: both serve"] as const,
                  ...props.others.map(({ name, version }) =>
                    [name, `${name} ${version}, which becomes a shadow`] as const
                  ),
                ]}
                onChange={setReplaces}
              />
            )}
          </Field>
        </Show>
        <Show when={evidence?.latest()?.may === false}>
          <label class="small">
            <input
              type="checkbox"
              checked={override()}
              onChange={(event) => setOverride(event.currentTarget.checked)}
            />{" "}
            Promote it against the evidence; the log keeps that it was so
          </label>
        </Show>
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
        <Show when={error() !== ""}>
          <p class="notice" data-tone="bad" role="alert">{error()}</p>
        </Show>
        <div class="dialog-buttons">
          <button type="button" class="button" onClick={() => props.onClose()}>Leave it</button>
          <button type="submit" class="button" data-tone="accent" disabled={busy()}>
            {titles[props.wish.action]}
          </button>
        </div>
      </form>
    </Dialog>
  );
};
