// tests/perf/load_duckdb.mjs FOLDER OUT.duckdb: the four CSV files of a CRM into tables of a DuckDB database file, on THREADS threads (2).
// Wants @duckdb/node-api in the node_modules of the current folder: npm install @duckdb/node-api
import { createRequire } from "node:module";
import { rmSync } from "node:fs";

const { DuckDBInstance, version } = createRequire(process.cwd() + "/")("@duckdb/node-api");
const [, , folder, out] = process.argv;
rmSync(out, { force: true });
const begun = performance.now();
const instance = await DuckDBInstance.create(out, { threads: process.env.THREADS ?? "2" });
const db = await instance.connect();
await db.run("set preserve_insertion_order = false");
for (const table of ["accounts", "contacts", "opportunities", "activities"])
  await db.run(`create table ${table} as select * from read_csv('${folder}/${table}.csv', header = true)`);
await db.run("checkpoint");
console.log(JSON.stringify({ peer: "duckdb " + version(), job: "load", s: (performance.now() - begun) / 1000 }));
