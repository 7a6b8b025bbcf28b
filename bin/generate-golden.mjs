// Writes libs/kpi/golden/<metric>.sql: what each metric asks of the store, for review as a diff.
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { isStatistic, metricIds } from '../dist/libs/catalogue/index.js';
import { goldenSql } from '../dist/libs/kpi/index.js';

const folder = 'libs/kpi/golden';
const compiled = metricIds.filter((id) => !isStatistic(id));
for (const name of readdirSync(folder)) if (!compiled.includes(name.replace('.sql', ''))) rmSync(`${folder}/${name}`);
for (const id of compiled) writeFileSync(`${folder}/${id}.sql`, goldenSql(id));
