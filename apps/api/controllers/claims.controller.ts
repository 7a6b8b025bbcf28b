import { Controller, Get, Inject, Param, Query, Res } from '@nestjs/common';
import type { z } from 'zod';
import { type Claim, claims } from '#catalogue';
import { compareClasses, scoreClaims, usualWindowMs, verdicts } from '#claims';
import { dayMs } from '#contracts';
import type { Kpi } from '#kpi';
import { type Clock, isoOf, nearest } from '#runtime';
import type { Store } from '#store';
import { claimRow } from '../claim-rows.ts';
import type { Inventory } from '../inventory.ts';
import {
  claimParameters,
  claimsParameters,
  knownItems,
  parseParameters,
  pastParameter,
  sitesParameter,
  windowOf,
} from '../parameters.ts';
import { refused } from '../problem.ts';
import { fileInstant, fileOf, goneOf, type Reply } from '../reply.ts';
import type { ClaimAssessment, claimsShape } from '../shapes.ts';
import { claimsDocument } from '../tables.ts';
import { clockToken, inventoryToken, kpiToken, storeToken } from '../tokens.ts';

type Raw = Readonly<Record<string, unknown>>;
type Answer = z.output<typeof claimsShape> | string | Buffer;
type Asked = z.output<typeof claimParameters>;

/** A longer window would be read into memory at once. */
const longestMs = 1_100 * dayMs;

/** The claims of the thesis, held against what the sites have measured. */
@Controller('v1/claims')
export class ClaimsController {
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

  @Get()
  async scorecard(@Query() raw: Raw, @Res({ passthrough: true }) reply: Reply): Promise<Answer> {
    const { verdict, ...asked } = parseParameters(claimsParameters, raw);
    const wanted = verdict === undefined ? undefined : knownItems('verdict', verdict, verdicts);
    return this.answer(claims, asked, { reply, isWanted: (row) => wanted?.includes(row.verdict ?? '') ?? true });
  }

  @Get(':id')
  async one(@Param('id') id: string, @Query() raw: Raw, @Res({ passthrough: true }) reply: Reply): Promise<Answer> {
    const asked = parseParameters(claimParameters, raw);
    const found = claims.filter((claim) => claim.id === id);
    if (found.length > 0) return this.answer(found, asked, { reply, isWanted: () => true });
    const known = claims.map((claim) => claim.id);
    throw refused({ parameter: 'id', detail: `no claim ${id}`, nearest: nearest(id, known), reason: 'not_found' });
  }

  private async answer(
    some: readonly Claim[],
    asked: Asked,
    { reply, isWanted }: { reply: Reply; isWanted: (row: ClaimAssessment) => boolean },
  ): Promise<Answer> {
    const now = this.clock.now();
    const peers = await this.inventory.allowed();
    const sites = sitesParameter(asked.site, peers);
    const meant = { zone: asked.zone, zones: sites.map(({ zone }) => zone) };
    const { from, to } = windowOf({ from: asked.from, to: asked.to, ...meant, now, lengthMs: usualWindowMs });
    const asOf = asked.as_of === undefined ? undefined : pastParameter('as_of', asked.as_of, { ...meant, now });
    if (to - from > longestMs) {
      const detail = `the window is longer than ${longestMs / dayMs} days: shorten it`;
      throw refused({ parameter: 'from', detail, reason: 'too_large' });
    }
    const signal = goneOf(reply);
    const sources = { store: this.store, kpi: this.kpi };
    const compare = compareClasses(this.store, this.kpi, peers);
    const rows: ClaimAssessment[] = [];
    for (const site of sites) {
      const scorecard = await scoreClaims(sources, some, { site, compare, from, to, asOf, signal });
      rows.push(...scorecard.assessments.map((assessment) => claimRow(assessment, scorecard)).filter(isWanted));
    }
    const told = { as_of: isoOf(asOf ?? now), from: isoOf(from), to: isoOf(to) };
    const { format } = asked;
    if (format === 'json') return { ...told, claims: rows };
    return fileOf(reply, { format, about: ['claims', fileInstant(told.from)], document: claimsDocument(rows, told) });
  }
}
