// A table whose columns say how they are written: numbers to the right, units in the heading.
import { For, type JSX, Show } from "solid-js";
import "./table.css";

/** One column: heading, content, and whether it holds numbers. */
export interface TableColumn<Row> {
  readonly heading: string;
  readonly cell: (row: Row) => JSX.Element;
  readonly number?: boolean;
}

/** What a table shows; `onOpen` makes its rows buttons. */
export interface TableProps<Row> {
  readonly caption: string;
  readonly columns: readonly TableColumn<Row>[];
  readonly rows: readonly Row[];
  readonly empty: string;
  readonly onOpen?: (row: Row) => void;
  readonly selected?: (row: Row) => boolean;
}

/** A table with a hidden caption, sticky headings and an honest empty state. */
export const Table = <Row,>(props: TableProps<Row>) => (
  <div class="table-scroll" tabindex="0" role="region" aria-label={props.caption}>
    <Show when={props.rows.length > 0} fallback={<p class="table-empty">{props.empty}</p>}>
      <table>
        <caption class="visually-hidden">{props.caption}</caption>
        <thead>
          <tr>
            <For each={props.columns}>
              {(column) => (
                <th scope="col" class={column.number ? "number" : ""}>{column.heading}</th>
              )}
            </For>
          </tr>
        </thead>
        <tbody>
          <For each={props.rows}>
            {(row) => (
              <tr
                class={`${props.onOpen === undefined ? "" : "row-open"} ${
                  props.selected?.(row) ? "row-selected" : ""
                }`}
                tabindex={props.onOpen === undefined ? undefined : 0}
                onClick={() => props.onOpen?.(row)}
                onKeyDown={(event) => {
                  if (event.key !== "Enter" || props.onOpen === undefined) {
                    return;
                  }
                  // Else the same key would press whatever the opened window puts the focus on.
                  event.preventDefault();
                  props.onOpen(row);
                }}
              >
                <For each={props.columns}>
                  {(column) => <td class={column.number ? "number" : ""}>{column.cell(row)}</td>}
                </For>
              </tr>
            )}
          </For>
        </tbody>
      </table>
    </Show>
  </div>
);
