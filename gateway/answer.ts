// Answers as they leave: JSON, or what is no JSON, with an ETag that saves sending the same again.
import { createHash } from "node:crypto";
import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";

/** An answer that is no JSON: text, a file or a stream of bytes. */
export class Raw {
  readonly body: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(body: Raw["body"], headers: Readonly<Record<string, string>>) {
    this.body = body;
    this.headers = headers;
  }
}

/** Names the content of an answer. */
export const etagOf = (text: string | Uint8Array): string =>
  `"${createHash("sha1").update(text).digest("base64url")}"`;

/** Whether a list of ETags names one; compression makes a strong one weak, and means the same content. */
export const namesEtag = (list: string, etag: string): boolean =>
  list.trim() === "*" ||
  list.split(",").some((one) => one.trim().replace(/^W\//, "") === etag.replace(/^W\//, ""));

/** Sends an answer; `304` without a body where whoever asks to read has it already. */
export const send = (
  context: Context,
  answer: object,
  { status, tag }: { readonly status: ContentfulStatusCode; readonly tag?: string | undefined },
): Response => {
  const raw = answer instanceof Raw ? answer : undefined;
  const body = raw === undefined ? JSON.stringify(answer) : raw.body;
  const headers: Record<string, string> = raw === undefined
    ? { "content-type": "application/json" }
    : { ...raw.headers };
  if (body instanceof ReadableStream) return context.body(body, status, headers);
  if (tag !== undefined) headers["etag"] = tag;
  const reads = context.req.method === "GET" || context.req.method === "HEAD";
  if (reads && status === 200) {
    const etag = tag ?? etagOf(body);
    headers["etag"] = etag;
    headers["cache-control"] = "private, no-cache";
    const known = context.req.header("if-none-match");
    if (known !== undefined && namesEtag(known, etag)) {
      return context.body(null, 304, headers);
    }
  }
  return context.body(body, status, headers);
};
