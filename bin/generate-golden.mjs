// Writes libs/kpi/golden/<metric>.sql: what each metric asks of the store, for review as a diff.
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { metricIds } from '../dist/libs/catalogue/index.js';
import { goldenSql } from '../dist/libs/kpi/index.js';

const folder = 'libs/kpi/golden';
for (const name of readdirSync(folder)) if (!metricIds.includes(name.replace('.sql', ''))) rmSync(`${folder}/${name}`);
for (const id of metricIds) writeFileSync(`${folder}/${id}.sql`, goldenSql(id));
