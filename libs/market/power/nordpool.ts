import { z } from 'zod';
import { feedError, jsonOf } from '../body.ts';
import { fault, numberIn } from '../fault.ts';
import { faultsOf, instant } from '../instant.ts';
import type { PowerStatus } from '../power.ts';
import { type PowerParser, type PowerRows, powerRows } from './rows.ts';

const currency = z.string().regex(/^[A-Z]{3}$/, 'not an ISO 4217 code');
const span = { deliveryStart: instant, deliveryEnd: instant };
const item = z.record(z.string(), z.unknown());

/** Prices of one area, as the Market Data API tells them. */
const areaSchema = z.object({
  deliveryArea: z.string().min(1),
  currency,
  unit: z.string().optional(),
  status: z.string().optional(),
  prices: z.array(item),
});
const priceSchema = z.object({ ...span, price: z.unknown() });

/** Prices of many areas side by side, as the data portal tells them. */
const portalSchema = z.object({
  market: z.string().optional(),
  currency,
  areaStates: z.array(z.object({ state: z.string(), areas: z.array(z.string()) })).default([]),
  multiAreaEntries: z.array(item),
});
const entrySchema = z.object({ ...span, entryPerArea: z.record(z.string(), z.unknown()) });

const answerSchema = z.union([z.array(areaSchema), areaSchema.transform((area) => [area]), portalSchema]);

function statusOf(state: string | undefined): { readonly status?: PowerStatus } {
  if (state === undefined) return {};
  if (/^final$/i.test(state)) return { status: 'final' };
  if (/^preliminary$/i.test(state)) return { status: 'prelim' };
  throw fault('status', `${state} is not known`);
}

function checked<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const { success, data, error } = schema.safeParse(value);
  if (!success) throw fault('row', faultsOf(error));
  return data;
}

function addArea(out: PowerRows, area: z.output<typeof areaSchema>): void {
  const { deliveryArea: node, prices } = area;
  if (!out.wants(node)) return;
  for (const [i, row] of prices.entries()) {
    out.add(`${node}, row ${i}`, () => {
      const { deliveryStart: start_at, deliveryEnd: end_at, price } = checked(priceSchema, row);
      const rest = { currency: area.currency, ...statusOf(area.status) };
      return { node, start_at, end_at, price: numberIn('price', price), ...rest };
    });
  }
}

function addPortal(out: PowerRows, portal: z.output<typeof portalSchema>): void {
  const states = new Map(portal.areaStates.flatMap(({ state, areas }) => areas.map((area) => [area, state] as const)));
  for (const [i, row] of portal.multiAreaEntries.entries()) {
    out.add(`row ${i}`, () => {
      const { deliveryStart: start_at, deliveryEnd: end_at, entryPerArea } = checked(entrySchema, row);
      for (const [node, price] of Object.entries(entryPerArea).filter(([area]) => out.wants(area))) {
        out.add(`row ${i}, ${node}`, () => {
          const rest = { currency: portal.currency, ...statusOf(states.get(node)) };
          return { node, start_at, end_at, price: numberIn('price', price), ...rest };
        });
      }
      return null;
    });
  }
}

/**
 * Nord Pool day-ahead prices (DA) in JSON: of one area or a list of them, `{deliveryArea, currency, unit, status, prices: [{deliveryStart, deliveryEnd, price}]}`
 * (Market Data API, prices by area), or of areas side by side, `{currency, areaStates, multiAreaEntries: [{deliveryStart, deliveryEnd, entryPerArea}]}`
 * (data portal, `DayAheadPrices`). A node is a delivery area; times carry Z. Nord Pool's terms forbid to gather its pages without a subscription.
 */
export const parseNordpool: PowerParser = (body, options) => {
  const out = powerRows('NORDPOOL', options);
  const { success, data, error } = answerSchema.safeParse(jsonOf(body, options.feed));
  if (!success) throw feedError(options.feed, `the answer is not one of Nord Pool prices: ${faultsOf(error)}`, error);
  if ('multiAreaEntries' in data) {
    if ((data.market ?? 'DayAhead') !== 'DayAhead')
      throw feedError(options.feed, `the market ${data.market} is not DayAhead`);
    addPortal(out, data);
    return out.done();
  }
  for (const area of data) {
    if (area.unit !== undefined && !/(^|\/)MWh$/i.test(area.unit))
      throw feedError(options.feed, `the unit ${area.unit} is not per MWh`);
    addArea(out, area);
  }
  return out.done();
};
