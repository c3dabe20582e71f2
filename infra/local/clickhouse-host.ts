// The process that is the embedded ClickHouse: enters libchdb and stays in it until its input ends.
import { readFileSync, rmSync } from "node:fs";
import { DataType, load, open } from "ffi-rs";

const [library, argumentsFile] = process.argv.slice(2);
if (library === undefined || argumentsFile === undefined) {
  throw new Error("Expected the path of libchdb and of the file with its arguments");
}

// The arguments name files with passwords, and a command line can be read by everyone: hence a file.
const args = ["clickhouse", ...JSON.parse(readFileSync(argumentsFile, "utf8")) as string[]];
rmSync(argumentsFile);

// The supervisor stops this process by ending its input, also when it dies itself.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});

open({ library: "chdb", path: library });

// ffi-rs calls on the native stack, which ClickHouse checks; the call ends when the server stops.
const result = await load({
  library: "chdb",
  funcName: "chdb_query_cmdline",
  retType: DataType.External,
  paramsType: [DataType.I32, DataType.StringArray],
  paramsValue: [args.length, args],
  runInNewThread: true,
});

// Asking for a string where the function returns NULL crashes, so the pointer is read as a number first.
const errorOf = <T extends DataType.BigInt | DataType.String>(retType: T) =>
  load({
    library: "chdb",
    funcName: "chdb_result_error",
    retType,
    paramsType: [DataType.External],
    paramsValue: [result],
  });
const failed = BigInt(String(errorOf(DataType.BigInt))) !== 0n;
if (failed) console.error(errorOf(DataType.String));
process.exit(failed ? 1 : 0);
