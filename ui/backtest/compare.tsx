// Up to four runs side by side: every figure, with the best of each row marked where one way is better.
import { createMemo, For } from "solid-js";
import type { BacktestAnswer } from "../../gateway/backtests/protocol.ts";
import { Card } from "../parts/card.tsx";
import { ExportMenu } from "../parts/export-menu.tsx";
import { figureNames, figuresOf } from "./figures.ts";

/** What a run is called on the screen. */
export const nameOfRun = (run: BacktestAnswer): string =>
  `${String(run.request["strategy"] ?? "")} ${run.id.slice(0, 4)}`;

const settingsOf = (run: BacktestAnswer): string =>
  Object.entries((run.request["settings"] ?? {}) as Record<string, number>)
    .map(([name, value]) => `${name} ${value}`).join(", ") || "as the strategy says";

/** A card that compares runs. */
export const Compare = (props: { readonly runs: readonly BacktestAnswer[] }) => {
  const columns = createMemo(() =>
    props.runs.map((run) => ({
      run,
      figures: new Map(figuresOf(run).map((one) => [one.name, one])),
    }))
  );
  return (
    <Card
      title="Side by side"
      note={
        <ExportMenu
          what="the comparison"
          table={() => ({
            name: "comparison",
            columns: {
              figure: figureNames,
              ...Object.fromEntries(
                columns().map(({ run, figures }) => [
                  nameOfRun(run),
                  figureNames.map((name) => figures.get(name)?.value ?? ""),
                ]),
              ),
            },
          })}
        />
      }
    >
      <div class="table-scroll" tabindex="0" role="group" aria-label="Runs side by side">
        <table>
          <caption class="visually-hidden">Figures of the chosen runs</caption>
          <thead>
            <tr>
              <th scope="col">
                <span class="visually-hidden">Figure</span>
              </th>
              <For each={columns()}>
                {({ run }) => <th scope="col" class="number">{nameOfRun(run)}</th>}
              </For>
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">Settings</th>
              <For each={columns()}>
                {({ run }) => <td class="number quiet">{settingsOf(run)}</td>}
              </For>
            </tr>
            <For each={figureNames}>
              {(name) => (
                <tr>
                  <th scope="row">{name}</th>
                  <For each={columns()}>
                    {({ figures }) => (
                      <td class={`number ${figures.get(name)?.tone ?? ""}`}>
                        {figures.get(name)?.value ?? "–"}
                      </td>
                    )}
                  </For>
                </tr>
              )}
            </For>
          </tbody>
        </table>
      </div>
    </Card>
  );
};
