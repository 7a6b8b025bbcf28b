// Writes docs/sql-views.md from the views among the migrations: what stands there is what the store says of itself.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';

const folder = 'schemas/clickhouse';
const target = 'docs/sql-views.md';

const sectionOf = (file) => {
  const ddl = readFileSync(`${folder}/${file}`, 'utf8');
  const [, name] = /^CREATE (?:OR REPLACE )?VIEW (?:IF NOT EXISTS )?(\w+)/m.exec(ddl);
  const [, about] = /^COMMENT '(.*)';$/m.exec(ddl);
  const rows = [...ddl.matchAll(/^ {2}(\w+) (.+) COMMENT '(.*)',?$/gm)].map(
    ([, column, type, comment]) => `| \`${column}\` | ${type.replace(/^\w+\((\w+)\)$/, '$1')} | ${comment} |`,
  );
  return [name, `## ${name}\n\n${about}\n\n| column | type | meaning |\n| --- | --- | --- |\n${rows.join('\n')}`];
};

const head = `# SQL views

Generated from \`schemas/clickhouse/*_create_view_*.sql\` by \`npm run generate\`; do not edit.

For tools that read SQL: ClickHouse's HTTP, JDBC and ODBC connectors, Grafana, Tableau, Power BI, DBeaver. A view has the values of \`/v1/query\` of the same grain, from the rows in force, the unit in the name
of each column. Names and meanings stay; new columns come at the end. A value is null where it would be null there, at the coverages that the API has unless it is told otherwise (0.8); \`coverage_*_share\` tells
how much is known. Ratios do not add up: divide sums of amounts (\`energy_cost_currency\`, \`mining_hash_eh\`, …) instead of taking means of ratios. Restated values replace the former ones; for what was known at
an instant ask \`/v1/query\` with \`as_of\`.

## Who may read

The embedded store has a user \`viewer\`, who may read and nothing else, as soon as it has a password; it listens on loopback only:

    VIEWER_PASSWORD=… STORE_PORT=8123 npx coload start --config site.yaml
    curl 'http://127.0.0.1:8123/?database=coload' -u viewer:… -d 'SELECT site, start_at, energy_m0_kwh FROM kpi_site_day FORMAT CSVWithNames'

On a ClickHouse of your own an administrator makes one, for all of Coload's tables and views:

    CREATE ROLE analyst SETTINGS readonly = 1;
    GRANT SELECT ON coload.* TO analyst;
    CREATE USER viewer IDENTIFIED BY '…';
    GRANT analyst TO viewer;

or for the views alone, which then read with the rights of their owner: \`ALTER TABLE coload.kpi_site_day MODIFY SQL SECURITY DEFINER DEFINER = CURRENT_USER\` and \`GRANT SELECT ON coload.kpi_site_day TO analyst\`, for each.`;

const sections = readdirSync(folder)
  .filter((name) => name.includes('_create_view_'))
  .sort()
  .map(sectionOf);
const text = [head, ...new Map(sections).values()].join('\n\n');
writeFileSync(target, await format(text, { ...(await resolveConfig(target)), parser: 'markdown' }));
