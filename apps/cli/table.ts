import Table from 'cli-table3';
import { createStatistics } from '#claims';
import { isMetricId, type MetricId, metricIds, type PeerTable, tables } from '#catalogue';
import { createKpi, readSites } from '#kpi';
import { compileTable, lastEnded, periodOf, shown, type TableDocument, tableFile, unitText } from '#report';
import { nearest, systemClock } from '#runtime';
import { fileFormat, type FileFormatName, fileFormatNames } from '#tables';
import { withConnection } from './connect.ts';
import { isMachine, say, wrong } from './output.ts';
import { instantOf } from './window.ts';

export interface TableOptions {
  readonly data: string;
  readonly month?: string;
  readonly site?: string;
  /** By commas. */
  readonly metrics?: string;
  readonly asOf?: string;
  readonly format?: string;
  readonly json?: boolean;
}

const formats = ['table', 'json', ...fileFormatNames] as const;
type Format = (typeof formats)[number];

function tableOf(id: string): PeerTable {
  const found = tables.find((table) => table.id === id);
  if (!found) throw wrong(`There is no table ${id}; known are ${tables.map((table) => table.id).join(', ')}`);
  return found;
}

function metricsOf(text: string | undefined): MetricId[] | undefined {
  return text?.split(',').map((part) => {
    const id = part.trim();
    if (isMetricId(id)) return id;
    const meant = nearest(id, metricIds);
    throw wrong(`--metrics: ${id} is no metric${meant === undefined ? '' : `; did you mean ${meant}?`}`);
  });
}

function formatOf(options: TableOptions): Format {
  const asked = options.format ?? (isMachine(options) ? 'json' : 'table');
  const format = formats.find((each) => each === asked);
  if (!format) throw wrong(`--format: one of ${formats.join(', ')}`);
  const isText = ['table', 'json', 'csv'].includes(format);
  if (!isText && process.stdout.isTTY) throw wrong(`--format ${format}: add > table.${format}`);
  return format;
}

/** Prints a table of a month of a running Coload. */
export async function peerTable(id: string, options: TableOptions): Promise<void> {
  const table = tableOf(id);
  const metrics = metricsOf(options.metrics);
  const format = formatOf(options);
  await withConnection(options.data, async ({ store }) => {
    const all = await readSites(store);
    const sites = all.filter((site) => options.site === undefined || site.id === options.site);
    const [first] = sites;
    if (!first)
      throw wrong(`--site ${options.site ?? ''}: known are ${all.map((site) => site.id).join(', ') || 'none'}`);
    const now = systemClock.now();
    const asOf = options.asOf === undefined ? now : instantOf('as-of', options.asOf, first.zone);
    if (asOf > now) throw wrong('--as-of is not an instant of the past');
    const month =
      options.month === undefined
        ? lastEnded('month', { zone: first.zone, at: '00:00', now })
        : periodOf('month', options.month);
    const kpi = createKpi({ store, clock: systemClock, statistics: createStatistics(store) });
    const document = await compileTable({ kpi, store }, { table, month, sites, metrics, asOf });
    if (options.asOf !== undefined && document.provisional.length > 0)
      throw wrong(`--as-of ${options.asOf}: not all of ${document.provisional.join(', ')} was published by then`);
    await print(document, format);
  });
}

async function print(document: TableDocument, format: Format): Promise<void> {
  if (format === 'table') sayTable(document);
  else if (format === 'json') say(JSON.stringify(document));
  else process.stdout.write(await fileText(document, format));
}

const fileText = async (document: TableDocument, format: FileFormatName): Promise<string | Buffer> =>
  fileFormat(format).write(tableFile(document));

const changeText = (percent: number | null): string =>
  percent === null ? '' : `${percent.toLocaleString('en', { maximumFractionDigits: 1, signDisplay: 'exceptZero' })} %`;

function sayTable({ title, month, prior_month, prior_year, rows, notes, partial, provisional }: TableDocument): void {
  say(title);
  const head = ['', 'site', month, prior_month, 'MoM', prior_year, 'YoY', 'unit'];
  const table = new Table({ head, style: { head: [], border: [] } });
  for (const row of rows)
    table.push([
      `${row.label} [${row.note}]`,
      row.site,
      row.reason ?? shown(row.value),
      shown(row.prior_month),
      changeText(row.mom_percent),
      shown(row.prior_year),
      changeText(row.yoy_percent),
      unitText(row.unit),
    ]);
  say(table.toString());
  for (const each of partial)
    say(`${each.site}: ${shown(each.share * 100)} % of ${each.period} lies within the measurements`);
  if (provisional.length > 0) say(`Not published yet: ${provisional.join(', ')}`);
  for (const { number, text } of notes) say(`[${number}] ${text}`);
}
