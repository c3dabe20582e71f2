// Looks at the text of JSON before it is parsed: how deep it goes, and whether a key is there twice.

/** What is wrong with a text that a parser would take; undefined where nothing is. */
export const troubleWith = (text: string, mostDepth: number): string | undefined => {
  const keys: (Set<string> | undefined)[] = [];
  let at = 0;
  while (at < text.length) {
    const letter = text[at]!;
    if (letter === "{" || letter === "[") {
      if (keys.length === mostDepth) return `goes deeper than ${mostDepth} levels`;
      keys.push(letter === "{" ? new Set() : undefined);
      at++;
    } else if (letter === "}" || letter === "]") {
      keys.pop();
      at++;
    } else if (letter === '"') {
      const end = endOfString(text, at);
      const own = keys.at(-1);
      if (own !== undefined && text[afterSpace(text, end)] === ":") {
        const key = text.slice(at, end);
        // The same key may be written in two ways.
        const plain = key.includes("\\") ? unescaped(key) : key;
        if (own.has(plain)) return `has the key ${key.slice(0, 40)} twice`;
        own.add(plain);
      }
      at = end;
    } else at++;
  }
  return undefined;
};

const endOfString = (text: string, from: number): number => {
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === '"') return at + 1;
  }
  return text.length;
};

const afterSpace = (text: string, from: number): number => {
  let at = from;
  while (at < text.length && " \t\n\r".includes(text[at]!)) at++;
  return at;
};

const unescaped = (key: string): string => {
  try {
    return JSON.stringify(JSON.parse(key));
  } catch {
    return key;
  }
};
