// The configuration of the embedded ClickHouse: its users, and who may come in by HTTP at all.
import { createHash } from "node:crypto";
import { join } from "node:path";
import type { ClickHouseUser, Credentials } from "./endpoints.ts";
import { clickHouseMemoryBytes } from "./limits.ts";

/** What goes into the files. */
export interface ClickHouseSettings {
  /** The folder of the store. */
  readonly dir: string;
  readonly usersFile: string;
  readonly users: Readonly<Record<ClickHouseUser, Credentials>>;
}

/** What each user may do: `ingest` makes and fills tables, the others read. */
const grants: Readonly<Record<ClickHouseUser, readonly string[]>> = {
  ingest: [
    "GRANT SHOW, SELECT, INSERT, ALTER, CREATE, DROP, TRUNCATE, OPTIMIZE, BACKUP, dictGet ON *.*",
    "GRANT KILL QUERY, SYSTEM FLUSH, SYSTEM RELOAD, SYSTEM VIEWS, SYSTEM SYNC REPLICA ON *.*",
    "GRANT TABLE ENGINE ON *",
    "GRANT SET DEFINER ON *",
  ],
  api: ["GRANT SHOW, SELECT, dictGet, KILL QUERY ON *.*"],
  analyst: ["GRANT SHOW, SELECT, dictGet ON *.*"],
};

const xml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

const userXml = (name: ClickHouseUser, { user, password }: Credentials): string =>
  `<${user}>
    <password_sha256_hex>${sha256(password)}</password_sha256_hex>
    <networks><ip>127.0.0.1</ip><ip>::1</ip></networks>
    <profile>${name}</profile><quota>default</quota>
    <grants>${grants[name].map((one) => `<query>${xml(one)}</query>`).join("")}</grants>
  </${user}>`;

/**
 * The users file. `default` is the process's own session and cannot have a password, and who came in
 * with a password of another can still name it as `?user=default`: so it sees no table. It can read
 * files, which the session needs for its input, so an embedded reader's password is as good as a login
 * of the same user of the machine; a ClickHouse server by `CLICKHOUSE_URL` has no such user.
 * A reader's settings may be changed by the reader within bounds (readonly 2), since Grafana and the
 * client set some.
 */
export const usersXml = ({ users }: ClickHouseSettings): string =>
  `<clickhouse>
<profiles>
  <default>
    <!-- Large integers would lose digits in JSON. -->
    <output_format_json_quote_64bit_integers>1</output_format_json_quote_64bit_integers>
  </default>
  <ingest><profile>default</profile></ingest>
  <api>
    <profile>default</profile>
    <readonly>2</readonly>
    <max_execution_time>30</max_execution_time>
    <max_result_rows>1000000</max_result_rows>
    <constraints><max_execution_time><max>60</max></max_execution_time></constraints>
  </api>
  <analyst>
    <profile>default</profile>
    <readonly>2</readonly>
    <max_execution_time>120</max_execution_time>
    <max_memory_usage>2000000000</max_memory_usage>
    <!-- What is sorted or grouped goes to disk before the bound is reached. -->
    <max_bytes_before_external_sort>500000000</max_bytes_before_external_sort>
    <max_bytes_before_external_group_by>500000000</max_bytes_before_external_group_by>
    <constraints>
      <max_execution_time><max>600</max></max_execution_time>
      <max_memory_usage><max>2000000000</max></max_memory_usage>
    </constraints>
  </analyst>
</profiles>
<quotas><default/></quotas>
<users>
  <default>
    <no_password/>
    <networks><ip>127.0.0.1</ip></networks>
    <profile>default</profile><quota>default</quota>
    <grants>
      <query>GRANT SYSTEM LISTEN ON *.*</query>
      <query>GRANT CREATE TEMPORARY TABLE ON *.*</query>
      <query>GRANT READ ON FILE</query>
    </grants>
  </default>
  ${(Object.keys(users) as ClickHouseUser[]).map((name) => userXml(name, users[name])).join("\n  ")}
</users>
</clickhouse>
`;

const authorization = ({ user, password }: Credentials): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;

/** The server file. A request is let in only with the exact `Authorization` header of one of our users. */
export const serverXml = ({ dir, usersFile, users }: ClickHouseSettings): string =>
  `<clickhouse>
<logger>
  <log>${xml(join(dir, "clickhouse.log"))}</log><size>20M</size><count>2</count>
</logger>
<users_config>${xml(usersFile)}</users_config>
<max_server_memory_usage>${clickHouseMemoryBytes}</max_server_memory_usage>
<mark_cache_size>268435456</mark_cache_size>
<primary_index_cache_size>268435456</primary_index_cache_size>
<index_mark_cache_size>67108864</index_mark_cache_size>
<keep_alive_timeout>10</keep_alive_timeout>
<http_handlers>
  <rule>
    <url>/ping</url><methods>GET,HEAD</methods><handler><type>ping</type></handler>
  </rule>
  ${
    Object.values(users).map((one) =>
      `<rule>
    <url>/</url><methods>GET,POST,HEAD</methods>
    <headers><Authorization>${authorization(one)}</Authorization></headers>
    <handler>
      <type>dynamic_query_handler</type><query_param_name>query</query_param_name>
    </handler>
  </rule>`
    ).join("\n  ")
  }
</http_handlers>
<backups><allowed_path>${xml(join(dir, "backups"))}/</allowed_path></backups>
<query_log>
  <database>system</database><table>query_log</table>
  <flush_interval_milliseconds>5000</flush_interval_milliseconds>
</query_log>
</clickhouse>
`;
