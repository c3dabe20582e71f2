// How recordings call the sides of a book.

/** The side of a level by what its column says. */
export const sides: ReadonlyMap<string, "buy" | "sell"> = new Map([
  ["B", "buy"],
  ["buy", "buy"],
  ["bid", "buy"],
  ["A", "sell"],
  ["S", "sell"],
  ["sell", "sell"],
  ["ask", "sell"],
]);
