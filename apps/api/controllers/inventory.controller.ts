import { Controller, Get, Inject, Param, Query, Res } from '@nestjs/common';
import { z } from 'zod';
import { deviceClasses } from '#contracts';
import { type Clock, isoOf, nearest } from '#runtime';
import type { Store } from '#store';
import { boundCursor, boundPlace } from '../cursor.ts';
import { compareDevices, type Inventory } from '../inventory.ts';
import {
  deviceParameters,
  knownItems,
  noParameters,
  parseParameters,
  readingParameters,
  windowOf,
} from '../parameters.ts';
import { refused } from '../problem.ts';
import { readReadings } from '../readings.ts';
import { linkNext, type Reply } from '../reply.ts';
import type { Device, devicesShape, readingsShape, Site } from '../shapes.ts';
import { clockToken, inventoryToken, storeToken } from '../tokens.ts';

type Raw = Readonly<Record<string, unknown>>;

const dayMs = 86_400_000;
/** The order of devices. */
const devicePlace = z.object({ site: z.string(), id: z.string(), class: z.enum(deviceClasses) });

/** What the register expects, what reports, and the readings themselves. */
@Controller('v1')
export class InventoryController {
  private readonly inventory: Inventory;
  private readonly store: Store;
  private readonly clock: Clock;

  constructor(
    @Inject(inventoryToken) inventory: Inventory,
    @Inject(storeToken) store: Store,
    @Inject(clockToken) clock: Clock,
  ) {
    this.inventory = inventory;
    this.store = store;
    this.clock = clock;
  }

  @Get('sites')
  async sites(@Query() raw: Raw): Promise<{ sites: Site[] }> {
    parseParameters(noParameters, raw);
    return { sites: await this.inventory.sites() };
  }

  @Get('devices')
  async devices(@Query() raw: Raw, @Res({ passthrough: true }) reply: Reply): Promise<z.output<typeof devicesShape>> {
    const asked = parseParameters(deviceParameters, raw);
    const { site, limit } = asked;
    const ids = (await this.inventory.allowed()).map(({ id }) => id);
    const devices = await this.inventory.devices(site === undefined ? ids : knownItems('site', site, ids));
    const after = asked.cursor === undefined ? undefined : boundPlace(asked, asked.cursor, devicePlace);
    const rest = after === undefined ? devices : devices.filter((device) => compareDevices(device, after) > 0);
    if (limit === undefined) return { devices: rest };
    const page = rest.slice(0, Number(limit));
    const last = page.at(-1);
    const next = rest.length > page.length && last ? boundCursor(asked, devicePlace.parse(last)) : null;
    if (next !== null) linkNext(reply, '/v1/devices', { ...raw, cursor: next });
    return { devices: page, next };
  }

  @Get('devices/:id/readings')
  async readings(@Param('id') id: string, @Query() raw: Raw): Promise<z.output<typeof readingsShape>> {
    const asked = parseParameters(readingParameters, raw);
    const allowed = await this.inventory.allowed();
    const ids = allowed.map((site) => site.id);
    const sites = asked.site === undefined ? ids : knownItems('site', asked.site, ids);
    const device = oneOf(id, await this.inventory.devices(sites));
    const zones = allowed.filter((site) => site.id === device.site).map(({ zone }) => zone);
    const window = windowOf({
      from: asked.from,
      to: asked.to,
      zone: asked.zone,
      zones,
      now: this.clock.now(),
      lengthMs: dayMs,
    });
    const page = await readReadings(this.store, {
      site: device.site,
      device: device.id,
      class: device.class,
      ...window,
      limit: Number(asked.limit),
      cursor: asked.cursor,
    });
    return {
      device: device.id,
      site: device.site,
      class: device.class,
      from: isoOf(window.from),
      to: isoOf(window.to),
      ...page,
    };
  }
}

function oneOf(id: string, devices: readonly Device[]): Device {
  const found = devices.filter((device) => device.id === id);
  const [device] = found;
  if (device === undefined) {
    const known = devices.map((one) => one.id);
    throw refused({ parameter: 'id', detail: `no device ${id}`, nearest: nearest(id, known), reason: 'not_found' });
  }
  if (found.length > 1) {
    throw refused({
      parameter: 'site',
      detail: `several sites have a device ${id}: name one of ${found.map((one) => one.site).join(', ')}`,
    });
  }
  return device;
}
