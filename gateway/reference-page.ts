// The reference of every operation, made of the OpenAPI document: one page, no script, no internet.
import { page, textOf } from "./page.ts";

type Json = Readonly<Record<string, unknown>>;
const objectOf = (value: unknown): Json =>
  typeof value === "object" && value !== null ? value as Json : {};
const listOf = (value: unknown): readonly Json[] => Array.isArray(value) ? value : [];
const words = (value: unknown): string => typeof value === "string" ? value : "";

/** A schema in a few words. */
const shape = (value: unknown): string => {
  const schema = objectOf(value);
  const reference = words(schema["$ref"]).split("/").at(-1);
  if (reference !== undefined && reference !== "") {
    return `<a href="#schema-${reference}">${reference}</a>`;
  }
  if (Array.isArray(schema["enum"])) {
    return schema["enum"].map((one) => textOf(String(one))).join(" | ");
  }
  const choices = listOf(schema["anyOf"]);
  if (choices.length > 0) return choices.map(shape).join(" | ");
  if (schema["type"] === "array") return `list of ${shape(schema["items"])}`;
  const bounds = [
    ...("minimum" in schema ? [`from ${String(schema["minimum"])}`] : []),
    ...("maximum" in schema ? [`to ${String(schema["maximum"])}`] : []),
  ];
  return textOf([words(schema["type"]) || "anything", ...bounds].join(" "));
};

const rows = (
  fields: readonly {
    readonly name: string;
    readonly required: boolean;
    readonly schema: unknown;
    readonly about: string;
  }[],
): string =>
  fields.length === 0
    ? ""
    : `<table>${
      fields.map(({ name, required, schema, about }) =>
        `<tr><td><code>${textOf(name)}</code>${required ? " *" : ""}</td><td>${
          shape(schema)
        }</td><td>${textOf(about)}</td></tr>`
      ).join("")
    }</table>`;

const propertiesOf = (value: unknown) => {
  const schema = objectOf(value);
  const required = new Set(listOf(schema["required"]) as unknown as string[]);
  return Object.entries(objectOf(schema["properties"])).map(([name, one]) => ({
    name,
    required: required.has(name),
    schema: one,
    about: words(objectOf(one)["description"]),
  }));
};

const operation = (path: string, method: string, one: Json): string => {
  const security = listOf(one["security"]);
  const scope = security.length === 0
    ? "open to everyone"
    : `needs ${String(listOf(Object.values(security[0]!)[0])[0])}`;
  const parameters = listOf(one["parameters"]).map((parameter) => ({
    name: words(parameter["name"]),
    required: parameter["required"] === true,
    schema: parameter["schema"],
    about: words(parameter["description"]),
  }));
  const content = objectOf(objectOf(one["requestBody"])["content"]);
  const body = objectOf(content["application/json"])["schema"];
  const responses = objectOf(one["responses"]);
  const answers = Object.entries(responses).filter(([status]) => status !== "default").map(
    ([status, response]) => {
      const [type, told] = Object.entries(objectOf(objectOf(response)["content"]))[0] ?? ["", {}];
      return `${status}: ${textOf(type)} ${shape(objectOf(told)["schema"])}`;
    },
  );
  return `<details id="${
    words(one["operationId"])
  }"><summary><span class="m">${method.toUpperCase()}</span>
<code>${textOf(path)}</code> ${textOf(words(one["summary"]))} <span class="s">${
    textOf(scope)
  }</span></summary>
${rows(parameters)}${body === undefined ? "" : `<h4>Body</h4>${rows(propertiesOf(body))}`}
<p>Answers ${
    answers.join("; ")
  }; otherwise a <a href="/problems/invalid">problem</a>.</p></details>`;
};

/** The page. */
export const referencePage = (document: Json): string => {
  const operations = Object.entries(objectOf(document["paths"])).flatMap(([path, methods]) =>
    Object.entries(objectOf(methods)).map(([method, one]) => ({
      group: path.split("/")[2] ?? path.split("/")[1] ?? "",
      html: operation(path, method, objectOf(one)),
    }))
  );
  const groups = Map.groupBy(operations, ({ group }) => group);
  const schemas = objectOf(objectOf(document["components"])["schemas"]);
  return page(
    "Contrail: the API",
    `<h1>Contrail: the API</h1>
<p>${textOf(words(objectOf(document["info"])["description"]))} This page is made of
<a href="/openapi.json">/openapi.json</a> (OpenAPI 3.1); what streams is on <a href="/docs/streams">/docs/streams</a>.
Every path under <code>/v1</code> answers under <code>/api</code> too. Open an operation to see what it takes; * is required.</p>
${
      [...groups].map(([group, all]) =>
        `<h2>${textOf(group)}</h2>${all.map(({ html }) => html).join("")}`
      ).join("")
    }
<h2>Schemas</h2>${
      Object.entries(schemas).map(([name, schema]) =>
        `<details id="schema-${name}"><summary><code>${name}</code></summary>${
          rows(propertiesOf(schema)) || `<p>${shape(schema)}</p>`
        }</details>`
      ).join("")
    }`,
  );
};
