// Takes what is shown home: rows as CSV or Parquet, pictures as PNG. Times are UTC, numbers unrounded.

/** A value of an exported row. */
export type Cell = string | number | boolean | null | undefined;

/** A table to export: a name for the file, and columns by name. */
export interface ExportedTable {
  readonly name: string;
  readonly columns: Readonly<Record<string, readonly Cell[]>>;
}

/** Columns out of rows that are alike; what is no plain value is left out. */
export const columnsOf = (rows: readonly object[]): ExportedTable["columns"] => {
  const names = Object.keys(rows[0] ?? {}).filter((name) => {
    const value = (rows[0] as Record<string, unknown>)[name];
    return value === null || typeof value !== "object";
  });
  return Object.fromEntries(
    names.map((name) => [name, rows.map((row) => (row as Record<string, Cell>)[name])]),
  );
};

// A cell that a spreadsheet would run as a formula is told as text.
const csvCell = (cell: Cell): string => {
  const text = cell === null || cell === undefined ? "" : String(cell);
  const safe = typeof cell === "string" && /^[=+@\t\r-]/.test(text) && !/^-?[\d.]+$/.test(text)
    ? `'${text}`
    : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** A table as CSV with a heading. */
export const csvOf = ({ columns }: ExportedTable): string => {
  const names = Object.keys(columns);
  const rows = columns[names[0] ?? ""]?.length ?? 0;
  const lines = Array.from(
    { length: rows },
    (_, i) => names.map((name) => csvCell(columns[name]![i])).join(","),
  );
  return [names.map(csvCell).join(","), ...lines].join("\n") + "\n";
};

/** A table as Parquet: a column of numbers is DOUBLE, of truths BOOLEAN, everything else STRING. */
export const parquetOf = async ({ columns }: ExportedTable): Promise<ArrayBuffer> => {
  const { parquetWriteBuffer } = await import("hyparquet-writer");
  return parquetWriteBuffer({
    columnData: Object.entries(columns).map(([name, cells]) => {
      const some = cells.filter((one) => one !== null && one !== undefined);
      const all = (type: string) => some.length > 0 && some.every((one) => typeof one === type);
      const type = all("number") ? "DOUBLE" : all("boolean") ? "BOOLEAN" : "STRING";
      const data = cells.map((one) =>
        one === null || one === undefined ? null : type === "STRING" ? String(one) : one
      );
      return { name, data, type, nullable: true };
    }),
  });
};

/** Gives a file to the browser. */
export const download = (name: string, content: Blob): void => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
};

/** The formats that rows go out in. */
export const formats = ["CSV", "Parquet"] as const;

/** Exports rows. */
export const exportTable = async (
  table: ExportedTable,
  format: typeof formats[number],
): Promise<void> => {
  const name = `contrail-${table.name}.${format.toLowerCase()}`;
  if (format === "CSV") return download(name, new Blob([csvOf(table)], { type: "text/csv" }));
  const type = "application/vnd.apache.parquet";
  download(name, new Blob([await parquetOf(table)], { type }));
};

/** Exports a picture, on the ground of the page. */
export const exportPicture = (name: string, canvas: HTMLCanvasElement): void => {
  const copy = document.createElement("canvas");
  [copy.width, copy.height] = [canvas.width, canvas.height];
  const context = copy.getContext("2d")!;
  context.fillStyle = getComputedStyle(document.documentElement).getPropertyValue("--solid");
  context.fillRect(0, 0, copy.width, copy.height);
  context.drawImage(canvas, 0, 0);
  copy.toBlob((blob) => blob !== null && download(`contrail-${name}.png`, blob), "image/png");
};
