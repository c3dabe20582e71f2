// A table whose columns say how they are written: numbers to the right, units in the heading.
import { createMemo, For, type JSX, Show } from "solid-js";
import "./table.css";

/** One column: heading, content, and whether it holds numbers. */
export interface TableColumn<Row> {
  readonly heading: string;
  readonly cell: (row: Row) => JSX.Element;
  readonly number?: boolean;
  /** What the column means, where the heading does not say it. */
  readonly hint?: string;
}

/** What a table shows; `onOpen` makes its rows buttons. */
export interface TableProps<Row> {
  readonly caption: string;
  readonly columns: readonly TableColumn<Row>[];
  readonly rows: readonly Row[];
  readonly empty: JSX.Element;
  readonly onOpen?: (row: Row) => void;
  readonly selected?: (row: Row) => boolean;
  /** What a row is called by screen readers where it can be opened. */
  readonly nameOf?: (row: Row) => string;
}

/** A table with a hidden caption, sticky headings and an honest empty state. */
export const Table = <Row,>(props: TableProps<Row>) => {
  // Read once: every cell would make the list of columns anew.
  const columns = createMemo(() => props.columns);
  const opens = createMemo(() => props.onOpen !== undefined);
  return (
    <div class="table-scroll" tabindex="0" role="group" aria-label={props.caption}>
      <Show when={props.rows.length > 0} fallback={<div class="table-empty">{props.empty}</div>}>
        <table>
          <caption class="visually-hidden">{props.caption}</caption>
          <thead>
            <tr>
              <For each={columns()}>
                {(column) => (
                  <th scope="col" class={column.number ? "number" : ""} title={column.hint}>
                    {column.heading || <span class="visually-hidden">More</span>}
                  </th>
                )}
              </For>
            </tr>
          </thead>
          <tbody>
            <For each={props.rows}>
              {(row) => (
                <tr
                  class={`${opens() ? "row-open" : ""} ${
                    props.selected?.(row) ? "row-selected" : ""
                  }`}
                  aria-selected={props.selected === undefined ? undefined : props.selected(row)}
                  aria-label={opens() ? props.nameOf?.(row) : undefined}
                  tabindex={opens() ? 0 : undefined}
                  onClick={() => props.onOpen?.(row)}
                  onKeyDown={(event) => {
                    if (event.key !== "Enter" || props.onOpen === undefined) return;
                    if (event.target !== event.currentTarget) return;
                    // Else the same key would press whatever the opened window puts the focus on.
                    event.preventDefault();
                    props.onOpen(row);
                  }}
                >
                  <For each={columns()}>
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
};
