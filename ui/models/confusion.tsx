// The confusion matrix: what was said in the rows, what came in the columns, as shares of each row.
import { For } from "solid-js";
import { count, percent } from "../parts/format.ts";
import type { ConfusionCell } from "../../gateway/models/protocol.ts";

const said = ["up", "down"] as const;
const came = ["up", "down", "flat"] as const;

/** A matrix of moves. */
export const Confusion = (props: { readonly cells: readonly ConfusionCell[] }) => {
  const votes = (row: string, column: string) =>
    props.cells.find((one) => one.said === row && one.came === column)?.votes ?? 0;
  const all = (row: string) => came.reduce((sum, column) => sum + votes(row, column), 0);
  const columns = () =>
    came.filter((one) =>
      one !== "flat" || props.cells.some((cell) => cell.came === "flat" && cell.votes > 0)
    );
  const share = (row: string, column: string) => all(row) === 0 ? 0 : votes(row, column) / all(row);
  return (
    <table class="confusion">
      <caption class="visually-hidden">Confusion matrix</caption>
      <thead>
        <tr>
          <th scope="col">
            <span class="visually-hidden">Said</span>
          </th>
          <For each={columns()}>{(column) => <th scope="col">came {column}</th>}</For>
        </tr>
      </thead>
      <tbody>
        <For each={said}>
          {(row) => (
            <tr>
              <th scope="row">said {row}</th>
              <For each={columns()}>
                {(column) => (
                  <td
                    data-right={row === column ? "" : undefined}
                    style={{ "--share": `${Math.round(share(row, column) * 70)}%` }}
                  >
                    <strong>{percent(share(row, column))}</strong>
                    <span class="quiet small">{count(votes(row, column))} moves</span>
                  </td>
                )}
              </For>
            </tr>
          )}
        </For>
      </tbody>
    </table>
  );
};
