// The small language of behaviour tables: one line is one thing that happens, and what comes of it.

/**
 * Plays lines of the form `what happens -> what comes of it` and returns those whose result
 * differed, with the result. `run` gives the results of what happens; they are joined with ", ". A
 * line without an arrow expects nothing.
 */
export const playScript = (script: string, run: (words: string[]) => readonly string[]): string[] =>
  script.split("\n").map((line) => line.trim()).filter((line) => line !== "").flatMap((line) => {
    const [happens, expected = ""] = line.split("->").map((part) => squeeze(part));
    const got = run(happens!.split(" ")).join(", ");
    return got === expected ? [] : [`${happens} -> ${got === "" ? "nothing" : got}`];
  });

const squeeze = (text: string): string => text.trim().replaceAll(/\s+/g, " ");
