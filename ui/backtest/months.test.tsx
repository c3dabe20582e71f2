// The months of a run: each from the end of the one before, years compounded, nothing within one month.
import { expect, it } from "vitest";
import { mount } from "../testing/mount.tsx";
import { Months } from "./months.tsx";

it("tells each month and the year, and nothing of a run within one month", () => {
  const place = mount(() => (
    <Months
      points={[
        { t: "2024-11-05T00:00:00.000000Z", equity: 100 },
        { t: "2024-11-30T00:00:00.000000Z", equity: 110 },
        { t: "2024-12-31T00:00:00.000000Z", equity: 99 },
        { t: "2025-01-02T00:00:00.000000Z", equity: 99 },
      ]}
    />
  ));
  const rows = [...place.querySelectorAll("tbody tr")].map((row) =>
    [...row.querySelectorAll("td")].map((cell) => cell.textContent)
  );
  expect(rows[0]!.slice(10)).toEqual(["+10.00", "−10.00", "−1.00"]);
  expect(rows[1]!.filter((cell) => cell !== "")).toEqual(["0.00", "0.00"]);
  expect(
    mount(() => <Months points={[{ t: "2024-11-05T00:00:00.000000Z", equity: 1 }]} />).textContent,
  )
    .toBe("");
});
