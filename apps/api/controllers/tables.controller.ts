import { Controller, Get, Inject, Param, Query, Res } from '@nestjs/common';
import { tables } from '#catalogue';
import type { AllowedSite, Kpi } from '#kpi';
import { compileTable, lastEnded, type Period, periodOf, type TableDocument, tableFile } from '#report';
import { type Clock, nearest, PipelineError } from '#runtime';
import type { Store } from '#store';
import type { Inventory } from '../inventory.ts';
import { metricsParameter, parseParameters, pastParameter, sitesParameter, tableParameters } from '../parameters.ts';
import { refused } from '../problem.ts';
import { fileOf, goneOf, type Reply } from '../reply.ts';
import { clockToken, inventoryToken, kpiToken, storeToken } from '../tokens.ts';

/** Tables of a month in the form in which public miners publish. */
@Controller('v1/tables')
export class TablesController {
  private readonly store: Store;
  private readonly kpi: Kpi;
  private readonly inventory: Inventory;
  private readonly clock: Clock;

  constructor(
    @Inject(storeToken) store: Store,
    @Inject(kpiToken) kpi: Kpi,
    @Inject(inventoryToken) inventory: Inventory,
    @Inject(clockToken) clock: Clock,
  ) {
    this.store = store;
    this.kpi = kpi;
    this.inventory = inventory;
    this.clock = clock;
  }

  @Get(':id')
  async table(
    @Param('id') id: string,
    @Query() raw: Readonly<Record<string, unknown>>,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<TableDocument | string | Buffer> {
    const { format, ...asked } = parseParameters(tableParameters, raw);
    const table = tables.find((each) => each.id === id);
    if (!table) throw unknownTable(id);
    const { store, kpi, clock } = this;
    const now = clock.now();
    const sites = sitesParameter(asked.site, await this.inventory.allowed());
    const zones = sites.map(({ zone }) => zone);
    const asOf = asked.as_of && pastParameter('as_of', asked.as_of, { zone: undefined, zones, now });
    const document = await compileTable(
      { store, kpi },
      {
        table,
        month: monthOf(asked.month, sites, now),
        sites,
        metrics: asked.metrics === undefined ? undefined : metricsParameter(asked.metrics),
        asOf: asOf || now,
        signal: goneOf(reply),
      },
    );
    if (asOf) refuseUnpublished(document);
    if (format === 'json') return document;
    return fileOf(reply, { format, about: [table.id, document.month], document: tableFile(document) });
  }
}

function unknownTable(id: string): Error {
  const known = tables.map((table) => table.id);
  return refused({ parameter: 'id', detail: `no table ${id}`, nearest: nearest(id, known), reason: 'not_found' });
}

/** The month that is asked for; else the last that has ended at the first site. */
function monthOf(label: string | undefined, [site]: readonly AllowedSite[], now: number): Period {
  if (label === undefined) return lastEnded('month', { zone: site?.zone ?? 'UTC', at: '00:00', now });
  try {
    return periodOf('month', label);
  } catch (error) {
    if (error instanceof PipelineError) throw refused({ parameter: 'month', detail: error.message });
    throw error;
  }
}

/** Who asks as of an instant is told what was published by it, and nothing else. */
function refuseUnpublished({ provisional, as_of }: TableDocument): void {
  if (provisional.length === 0) return;
  const detail = `by ${as_of} not all of ${provisional.join(', ')} was published: ask without as_of for what is known now`;
  throw refused({ parameter: 'as_of', detail });
}
