// The table of streams and subjects: every record has one place, and no two streams claim a subject.
import { describe, expect, it } from "@effect/vitest";
import { allRecords, definitionOf, type Tag } from "./records.ts";
import { allStreams, streamOf, subjectOf } from "./subjects.ts";

/** Whether a subject is matched by a pattern of NATS. */
const matches = (pattern: string, subject: string): boolean => {
  const parts = pattern.split(".");
  const words = subject.split(".");
  for (const [i, part] of parts.entries()) {
    if (part === ">") return words.length > i;
    if (part !== "*" && part !== words[i]) return false;
  }
  return parts.length === words.length;
};

describe("the streams", () => {
  it("carry every record once", () => {
    const carried = allStreams.flatMap((stream) => Object.keys(stream.carries)).sort();
    expect(carried).toEqual(allRecords.map((one) => one.tag).sort());
  });

  it("catch the subjects of what they carry, and no other stream does", () => {
    for (const { tag } of allRecords) {
      const subject = subjectOf(tag as Tag);
      const catching = allStreams.filter((stream) =>
        stream.subjects.some((pattern) => matches(pattern, subject))
      );
      expect(catching).toEqual([streamOf(tag as Tag)]);
    }
  });

  it("keep frames and JSON lines on subjects of their own, and one kind of JSON record on each", () => {
    for (const stream of allStreams) {
      const bySubject = Map.groupBy(Object.entries(stream.carries), ([, subject]) => subject);
      for (const entries of bySubject.values()) {
        const json = entries.filter(([tag]) => definitionOf(tag as Tag).frame === undefined);
        expect(json.length === 0 || entries.length === 1).toBe(true);
      }
    }
  });

  it("have names that JetStream and file systems take, and a bound in bytes", () => {
    for (const { name, maxBytes } of allStreams) {
      expect(name).toMatch(/^[A-Z]+$/);
      expect(maxBytes).toBeGreaterThan(0);
    }
  });
});
