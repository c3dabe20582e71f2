// Rows as CSV (RFC 4180), with the names of the first row as the header.

const cell = (value: unknown): string => {
  const text = String(value);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** The text of some rows. */
export const csv = (rows: readonly object[]): string => {
  const names = Object.keys(rows[0] ?? {});
  const lines = rows.map((row) => Object.values(row).map(cell).join(","));
  return [names.join(","), ...lines, ""].join("\n");
};
