import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Put, Query } from '@nestjs/common';
import type { z } from 'zod';
import { type EntryKind, entryKinds } from '#register';
import {
  csvRows,
  entryVersions,
  jsonRows,
  readEntries,
  readMerge,
  removeEntry,
  tellEntries,
  type ToldRows,
} from '#register-store';
import { type Clock, PipelineError } from '#runtime';
import type { Store } from '#store';
import type { Inventory } from '../inventory.ts';
import { knownItems, noParameters, parseParameters } from '../parameters.ts';
import { refused } from '../problem.ts';
import {
  type entriesShape,
  leftOutAnswer,
  registerHistoryParameters,
  tellParameters,
  toldAnswer,
  type ToldAnswer,
  versionAnswer,
  type versionsShape,
} from '../register-shapes.ts';
import { clockToken, inventoryToken, storeToken } from '../tokens.ts';

type Raw = Readonly<Record<string, unknown>>;

/** What is wrong with a body or a key is the asker's to mend. */
function told(parameter: string, error: unknown, reason: 'invalid' | 'not_found'): unknown {
  if (!(error instanceof PipelineError && error.code === 'CONFIG_INVALID')) return error;
  return refused({ parameter, detail: error.message, reason });
}

function rowsOf(body: unknown): ToldRows {
  try {
    return typeof body === 'string' ? csvRows(body) : jsonRows(body);
  } catch (error) {
    throw told('body', error, 'invalid');
  }
}

/** What is told of a site beside its file. */
@Controller('v1/register/:site/:kind')
export class RegisterController {
  private readonly parts: { readonly store: Store; readonly clock: Clock };
  private readonly inventory: Inventory;

  constructor(
    @Inject(storeToken) store: Store,
    @Inject(clockToken) clock: Clock,
    @Inject(inventoryToken) inventory: Inventory,
  ) {
    this.parts = { store, clock };
    this.inventory = inventory;
  }

  @Get()
  async entries(@Param() names: Raw, @Query() raw: Raw): Promise<z.output<typeof entriesShape>> {
    parseParameters(noParameters, raw);
    const { site, kind } = await this.listOf(names);
    const { store } = this.parts;
    const [all, merge] = await Promise.all([readEntries(store, site), readMerge(store, site)]);
    const entries = all.filter((one) => one.kind === kind).map(({ key, body }) => ({ ...body, key }));
    return { site, kind, entries, ...leftOutAnswer(kind, merge) };
  }

  @Get('history')
  async history(@Param() names: Raw, @Query() raw: Raw): Promise<z.output<typeof versionsShape>> {
    const { limit } = parseParameters(registerHistoryParameters, raw);
    const list = await this.listOf(names);
    const versions = await entryVersions(this.parts.store, { ...list, limit: Number(limit) });
    return { ...list, versions: versions.map(versionAnswer) };
  }

  @Post()
  @HttpCode(201)
  add(@Param() names: Raw, @Query() raw: Raw, @Body() body: unknown): Promise<ToldAnswer> {
    return this.tell(names, raw, { ...rowsOf(body), isWhole: false });
  }

  @Put()
  replace(@Param() names: Raw, @Query() raw: Raw, @Body() body: unknown): Promise<ToldAnswer> {
    return this.tell(names, raw, { ...rowsOf(body), isWhole: true });
  }

  @Delete(':key')
  async remove(@Param('key') key: string, @Param() names: Raw, @Query() raw: Raw): Promise<ToldAnswer> {
    const asked = { ...(await this.listOf(names)), ...parseParameters(tellParameters, raw), key };
    const removed = await removeEntry(this.parts, { ...asked, author: byApi(asked.author) }).catch((error: unknown) => {
      throw told('key', error, 'not_found');
    });
    return toldAnswer(removed);
  }

  private async tell(names: Raw, raw: Raw, rows: ToldRows & { readonly isWhole: boolean }): Promise<ToldAnswer> {
    const { author, origin } = parseParameters(tellParameters, raw);
    const list = await this.listOf(names);
    return toldAnswer(await tellEntries(this.parts, { ...list, ...rows, author: byApi(author), origin }));
  }

  private async listOf(names: Raw): Promise<{ site: string; kind: EntryKind }> {
    const sites = (await this.inventory.allowed()).map(({ id }) => id);
    const [site = ''] = knownItems('site', String(names['site']), sites);
    const [kind] = knownItems('kind', String(names['kind']), entryKinds);
    return { site, kind: kind as EntryKind };
  }
}

/** Nobody has proved who they are: that it came this way is kept with the name. */
const byApi = (author: string): string => `${author} (api)`;
