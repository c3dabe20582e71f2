// The months of a run: years compounded, nothing within one month.
import { expect, it } from "vitest";
import { mount } from "../testing/mount.tsx";
import { Months } from "./months.tsx";

it("tells each month and the year, and nothing of a run within one month", () => {
  const place = mount(() => (
    <Months
      months={[
        { month: "2024-11", totalReturn: 0.1 },
        { month: "2024-12", totalReturn: -0.1 },
        { month: "2025-01", totalReturn: 0 },
      ]}
    />
  ));
  const rows = [...place.querySelectorAll("tbody tr")].map((row) =>
    [...row.querySelectorAll("td")].map((cell) => cell.textContent)
  );
  expect(rows[0]!.slice(10)).toEqual(["+10.00", "−10.00", "−1.00"]);
  expect(rows[1]!.filter((cell) => cell !== "")).toEqual(["0.00", "0.00"]);
  expect(
    mount(() => <Months months={[{ month: "2024-11", totalReturn: 1 }]} />).textContent,
  )
    .toBe("");
});
