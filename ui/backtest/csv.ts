// Reads the files of a run: comma-separated, with a heading, and never a comma in what is read here.
import { ApiError } from "../api.ts";

/** Rows by column name. Throws `ApiError`. */
export const csvRows = async (
  path: string,
): Promise<readonly Readonly<Record<string, string>>[]> => {
  const response = await fetch(path).catch(() => undefined);
  if (response === undefined) throw new ApiError({});
  if (!response.ok) throw new ApiError(await response.json().catch(() => ({})));
  const [head = "", ...lines] = (await response.text()).trimEnd().split("\n");
  const names = head.split(",");
  return lines.filter((line) => line !== "").map((line) => {
    const cells = line.split(",");
    return Object.fromEntries(names.map((name, i) => [name, cells[i] ?? ""]));
  });
};
