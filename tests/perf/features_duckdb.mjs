// tests/perf/features_duckdb.mjs FOLDER PLAN.json OUT.csv AS_OF: the features of a plan of counts, decays, days since, deals, attributes and ages, by
// one SQL statement of DuckDB straight from the CSV files, on THREADS threads (2): a row a contact.
// Each activity is read once into a row a contact and type, which is then turned; that is the fastest way that was found to say it.
// Wants @duckdb/node-api in the node_modules of the current folder: npm install @duckdb/node-api
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const { DuckDBInstance, version } = createRequire(process.cwd() + "/")("@duckdb/node-api");
const [, , folder, planPath, out, asOf] = process.argv;
const plan = JSON.parse(readFileSync(planPath)).features;
const now = Date.parse(asOf) / 1000;
const text = (value) => `'${String(value).replaceAll("'", "''")}'`;
const days = (column) => `(${now} - epoch(${column})) / 86400.0`;
const csv = (table) => `read_csv('${folder}/${table}.csv', header = true)`;
const unique = (list) => [...new Set(list.filter((item) => item !== undefined))];

// What is tallied a contact and type.
const swept = plan.filter((f) => f.of !== "opportunity" && !["contacts", "deals", "days_since_deal", "attribute", "age"].includes(f.kind));
const windows = unique(swept.flatMap((f) => [f.window_days, f.long_window_days]));
const halfLives = unique(swept.map((f) => f.half_life_days));
const tallies = [
  ...windows.map((d) => `count(*) filter (age < ${d})::float as n_${d}`),
  "count(*)::float as n_all_time",
  ...halfLives.map((d) => `sum(exp(age * ${-Math.LN2 / d}))::float as decay_${d}`),
  "min(age) as newest", "max(age) as oldest",
];
const dayWindow = swept.find((f) => f.kind === "active_days")?.window_days;
if (dayWindow) tallies.push(`bit_or(case when age < ${dayWindow} then 1::hugeint << day else 0::hugeint end) as days`);
const tally = (f, window) => (window ? `n_${window}` : "n_all_time");
const pick = (f, name, how = "sum") => `${how}(${f.type ? `case when type = ${text(f.type)} then ${name} end` : name})`;

const ofContact = (f) => {
  switch (f.kind) {
    case "count": return `coalesce(${pick(f, tally(f, f.window_days))}, 0)`;
    case "decayed_count": return `coalesce(${pick(f, `decay_${f.half_life_days}`)}, 0)`;
    case "days_since_last": return pick(f, "newest", "min");
    case "days_since_first": return pick(f, "oldest", "max");
    case "active_days": return "coalesce(bit_count(bit_or(days)), 0)";
    case "velocity": return `coalesce(${pick(f, tally(f, f.window_days))} / nullif(${pick(f, tally(f, f.long_window_days))}, 0), 0)`;
  }
};
const own = swept.filter((f) => f.of === "contact");
const around = swept.filter((f) => f.of !== "contact");
const need = around.map((f, i) => ({ f, as: `around_${i}` }));
const ofAccount = ({ f, as }) =>
  f.kind === "active_contacts" ? `count(*) filter (${as} > 0)::float as ${as}` : `coalesce(sum(${as}), 0)::float as ${as}`;
const deal = (f, i) =>
  f.kind === "deals" ? `count(*) filter (outcome = ${text(f.outcome)})::float as deal_${i}`
    : `min(${days("closed_at")}) filter (outcome = ${text(f.outcome)})::float as deal_${i}`;
const deals = plan.filter((f) => ["deals", "days_since_deal"].includes(f.kind));

const value = (f) => {
  if (f.of === "contact" && swept.includes(f)) return own.includes(f) ? `j.own_${own.indexOf(f)}` : null;
  if (swept.includes(f)) {
    const { as } = need[around.indexOf(f)];
    const sum = `case when j.account_id is not null then p.${as} end`;
    return f.of === "colleagues" ? `(${sum}) - j.${as}` : sum;
  }
  if (f.kind === "contacts") return "p.contacts";
  if (deals.includes(f)) {
    const found = `d.deal_${deals.indexOf(f)}`;
    return f.kind === "deals" ? `case when j.account_id is not null then coalesce(${found}, 0) end` : found;
  }
  if (f.kind === "age") return days(f.of === "account" ? "b.created_at" : "j.created_at");
  return f.log1p ? `ln(b.${f.column} + 1)` : `b.${f.column}`;
};

const sql = `
with per_type as (
  select contact_id, type, ${tallies.join(", ")}
  from (select contact_id, type, ${days("ts")} as age, greatest(${Math.ceil(now / 86400)} - cast(ceil(epoch(ts) / 86400.0 + 1e-9) as integer), 0) as day
        from ${csv("activities")} where epoch(ts) <= ${now}) group by all),
own as (
  select contact_id, ${[...own.map((f, i) => `${ofContact(f)}::float as own_${i}`),
    ...need.map(({ f, as }) => `coalesce(${pick(f, tally(f, f.window_days))}, 0)::float as ${as}`)].join(",\n    ")}
  from per_type group by contact_id),
joined as materialized (
  select c.contact_id, c.account_id, c.created_at, ${own.map((f, i) => (f.kind.startsWith("days_since") ? `own_${i}` : `coalesce(own_${i}, 0) as own_${i}`)).join(", ")},
    ${need.map(({ as }) => `coalesce(${as}, 0) as ${as}`).join(", ")}
  from ${csv("contacts")} c left join own using (contact_id) where epoch(c.created_at) <= ${now}),
per_account as (select account_id, count(*)::float as contacts, ${need.map(ofAccount).join(", ")} from joined where account_id is not null group by all),
dealt as (select account_id, ${deals.map(deal).join(", ")} from ${csv("opportunities")} where epoch(closed_at) <= ${now} group by all)
select j.contact_id, ${plan.map((f) => `(${value(f)})::float as "${f.name}"`).join(",\n  ")}
from joined j left join per_account p using (account_id) left join dealt d using (account_id) left join ${csv("accounts")} b using (account_id)`;

const begun = performance.now();
const instance = await DuckDBInstance.create(":memory:", { threads: process.env.THREADS ?? "2" });
const db = await instance.connect();
await db.run("set preserve_insertion_order = false");
await db.run(`copy (${sql}) to '${out}' (format csv, header)`);
console.log(JSON.stringify({ peer: "duckdb " + version(), job: "features", s: (performance.now() - begun) / 1000 }));
