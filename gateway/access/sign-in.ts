// The page that asks for a key, where the screens are not for everyone: no script, one form.
import type { Context } from "hono";
import type { App } from "../guard.ts";
import { bodyBytes } from "../limits.ts";
import { ProblemError } from "../problems.ts";
import { type Access, sessionCookie } from "./access.ts";
import type { Principal } from "./principal.ts";

const page = (wrong: boolean): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Contrail: sign in</title>
<style>
:root{color-scheme:light dark}body{font:16px/1.5 system-ui;display:grid;place-items:center;min-height:95vh}
form{display:grid;gap:.8rem;width:min(26rem,90vw)}input,button{font:inherit;padding:.6rem;border-radius:.5rem;border:1px solid #8888}
p{margin:0;opacity:.8}[role=alert]{color:#c33;opacity:1}
</style>
<form method="post" action="/sign-in"><h1>Contrail</h1>
<label for="key">An API key</label>
<input id="key" name="key" type="password" autocomplete="current-password" required autofocus>
${wrong ? '<p role="alert">This key is not valid, or no longer.</p>' : ""}
<button>Sign in</button>
<p>The first one was printed when Contrail first started; <code>npm run keys</code> makes another.</p>
</form></html>`;

/** Whether a page must sign in before it is shown the screens. */
export const needsSignIn = (access: Access, context: Context): boolean =>
  access.mode === "keys" && !/\.\w+$/.test(context.req.path) &&
  (context.get("principal") as Principal).kind === "anonymous";

/** Adds the page. */
export const serveSignIn = (app: App, access: Access): void => {
  app.get("/sign-in", (context) => context.html(page(false)));
  app.post("/sign-in", async (context) => {
    const origin = context.req.header("origin");
    const site = context.req.header("sec-fetch-site");
    if (origin === undefined && site !== "same-origin") {
      throw new ProblemError("forbidden", "Only the page of this server may sign in");
    }
    const key = await formField(context, "key");
    const principal = await access.ofCredential(key.trim());
    if (principal === undefined) return context.html(page(true), 401);
    const { text, untilMs } = access.openSession(principal);
    // Whoever puts TLS in front of it is asked by an https page.
    const secure = origin?.startsWith("https:") === true ? "; Secure" : "";
    const seconds = Math.round((untilMs - Date.now()) / 1000);
    context.header(
      "set-cookie",
      `${sessionCookie}=${text}; HttpOnly; SameSite=Strict; Path=/; Max-Age=${seconds}${secure}`,
    );
    return context.redirect("/", 303);
  });
};

/** A field of a posted form, read no further than a body may be long. */
const formField = async (context: Context, name: string): Promise<string> => {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of context.req.raw.body ?? []) {
    bytes += part.length;
    if (bytes > bodyBytes) throw new ProblemError("tooLarge", `A body may have ${bodyBytes} bytes`);
    parts.push(part);
  }
  return new URLSearchParams(Buffer.concat(parts).toString("utf8")).get(name) ?? "";
};
