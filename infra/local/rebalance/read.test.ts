// Tables as people keep them: whatever the layout, the same returns come out of them.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { readReturns } from "./read.ts";

const folder = mkdtempSync(join(tmpdir(), "contrail-tables-"));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
const read = (text: string | Uint8Array, kind: "returns" | "prices" = "returns") => {
  const path = join(folder, `${++files}.csv`);
  writeFileSync(path, text);
  return readReturns(path, { kind, periods: 1e6 });
};

const layouts: Readonly<Record<string, string>> = {
  wide: "date,A,B\n2024-01-01,0.01,-0.02\n2024-01-02,0.03,0.04\n",
  "without a time": "A,B\n0.01,-0.02\n0.03,0.04\n",
  "with another separator": "Date;A;B\r\n01/01/2024;0.01;-0.02\r\n02/01/2024;0.03;0.04\r\n",
  "in per cent": "date,A,B\n2024-01-01,1%,-2%\n2024-01-02,3%,4%\n",
  "with quotes": '"date","A","B"\n"2024-01-01",0.01,-0.02\n"2024-01-02","0.03",0.04\n',
  long:
    "date,symbol,return\n2024-01-01,A,0.01\n2024-01-01,B,-0.02\n2024-01-02,A,0.03\n2024-01-02,B,0.04\n",
  "long, in another order":
    "ticker,ret,date\nA,0.03,2024-01-02\nB,-0.02,2024-01-01\nA,0.01,2024-01-01\nB,0.04,2024-01-02\n",
  "long, by numbers of assets":
    "date,permno,return\n20240101,1,0.01\n20240101,2,-0.02\n20240102,1,0.03\n20240102,2,0.04\n",
};

describe("a table", () => {
  it.each(Object.entries(layouts))("%s", async (_, text) => {
    const { returns } = await read(text);
    expect(returns.columns.map((one) => [...one])).toEqual([[0.01, 0.03], [-0.02, 0.04]]);
    expect(returns.periods).toBe(2);
  });

  it("may be compressed, and begin with a mark", async () => {
    const { returns } = await read(gzipSync(`\ufeff${layouts["wide"]}`));
    expect(returns.names).toEqual(["A", "B"]);
  });

  it("of prices gives their returns, also where they are said to be returns", async () => {
    const prices = "date,A,B\n1,100,50\n2,101,50.5\n3,102.01,49.995\n4,103.0301,50.49495\n";
    for (const kind of ["prices", "returns"] as const) {
      const found = await read(prices, kind);
      expect(found.kind).toBe("prices");
      expect(found.returns.columns[0]![0]).toBeCloseTo(0.01, 12);
      expect(found.returns.periods).toBe(3);
    }
  });

  it("of relatives is told from one of prices", async () => {
    const found = await read("A\n1.01\n0.99\n1.02\n0.98\n1.01\n0.99\n");
    expect(found.kind).toBe("relatives");
    expect(found.returns.columns[0]![0]).toBeCloseTo(0.01, 12);
  });

  it("leaves out what has holes, and is refused where nothing is left", async () => {
    const { dropped, returns } = await read("A,B\n0.01,\n0.02,0.03\n-0.01,0.01\n");
    expect([dropped, returns.names]).toEqual([["B"], ["A"]]);
    await expect(read("A\nx\ny\n")).rejects.toThrow();
    await expect(read("A,B\n")).rejects.toThrow("no rows");
  });
});
