// A plain page of the gateway itself: readable without a script and without the internet.

/** Text as HTML; what stands in backquotes is code. */
export const textOf = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;").replaceAll(/`([^`]+)`/g, "<code>$1</code>");

/** A page with a title and a body. */
export const page = (title: string, body: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>${textOf(title)}</title><style>
:root{color-scheme:light dark}body{font:16px/1.5 system-ui;margin:2rem auto;padding:0 1rem;max-width:60rem}
table{border-collapse:collapse;width:100%;font-size:.9rem}td,th{text-align:left;vertical-align:top;padding:.25rem .6rem;border-bottom:1px solid #8884}
code{font:.92em ui-monospace,monospace}h2{margin-top:2.5rem}details{margin:.4rem 0;border:1px solid #8884;border-radius:.5rem;padding:.5rem .8rem}
summary{cursor:pointer}.m{display:inline-block;min-width:4.2rem;font-weight:600}.s{opacity:.7;font-size:.85rem}
</style>${body}</html>
`;
