import { Temporal } from 'temporal-polyfill';
import { feedError } from '../body.ts';
import { fault, numberIn, textIn, wholeIn } from '../fault.ts';
import { childrenOf, readXml, textAt, type XmlElement } from '../xml.ts';
import { type PowerParser, type PowerRows, powerRows } from './rows.ts';

const minuteMs = 60_000;
const resolutions: Readonly<Record<string, number | undefined>> = { PT15M: 15, PT30M: 30, PT60M: 60, PT1H: 60 };
/** Of several auctions for one zone (DE-LU, AT) the first is the coupled day-ahead auction. */
const coupledAuction = '1';
const noMatchingData = '999';
const fixedBlocks = 'A01';
const variableBlocks = 'A03';

function instantIn(field: string, value: string | null): number {
  try {
    return Temporal.Instant.from(textIn(field, value)).epochMilliseconds;
  } catch {
    throw fault(field, `${value ?? 'nothing'} is no instant with an offset`);
  }
}

interface Series {
  readonly where: string;
  readonly node: string;
  readonly currency: string;
  readonly fills: boolean;
}

/** The price at each position of a period. Variable blocks omit a value that is as the one before; a point that cannot be read has none to repeat. */
function addPeriod(out: PowerRows, { where, node, currency, fills }: Series, period: XmlElement): void {
  const start = instantIn('start', textAt(period, 'timeInterval', 'start'));
  const end = instantIn('end', textAt(period, 'timeInterval', 'end'));
  const resolution = textIn('resolution', textAt(period, 'resolution'));
  const stepMs = (resolutions[resolution] ?? 0) * minuteMs;
  if (stepMs === 0) throw fault('resolution', `${resolution} is not known`);
  const count = (end - start) / stepMs;
  if (!Number.isInteger(count) || count < 1) throw fault('timeInterval', `is no whole number of ${resolution}`);
  const points = new Map<number, XmlElement>();
  for (const point of childrenOf(period, 'Point')) {
    out.add(where, () => {
      const position = wholeIn('position', textAt(point, 'position'), 1, count);
      const before = points.get(position);
      if (before && textAt(before, 'price.amount') !== textAt(point, 'price.amount'))
        throw fault('position', `${position} differs from an earlier point and is left out`);
      points.set(position, before ?? point);
      return null;
    });
  }
  let repeated: number | undefined;
  for (let position = 1; position <= count; position++) {
    const point = points.get(position);
    if (point || !fills) repeated = undefined;
    out.add(`${where}, position ${position}`, () => {
      if (point) repeated = numberIn('price.amount', textAt(point, 'price.amount')) ?? undefined;
      if (!point && repeated === undefined) return null;
      const start_at = start + (position - 1) * stepMs;
      return { node, start_at, end_at: start_at + stepMs, price: repeated ?? null, currency };
    });
  }
}

function seriesOf(element: XmlElement, where: string): Series | null {
  const sequence = textAt(element, 'classificationSequence_AttributeInstanceComponent.position');
  if (sequence !== null && sequence !== coupledAuction) return null;
  const unit = textIn('price_Measure_Unit.name', textAt(element, 'price_Measure_Unit.name'));
  if (unit !== 'MWH') throw fault('price_Measure_Unit.name', `${unit} is not MWH`);
  const currency = textIn('currency_Unit.name', textAt(element, 'currency_Unit.name'));
  if (!/^[A-Z]{3}$/.test(currency)) throw fault('currency_Unit.name', `${currency} is no ISO 4217 code`);
  const curve = textAt(element, 'curveType') ?? fixedBlocks;
  if (curve !== fixedBlocks && curve !== variableBlocks) throw fault('curveType', `${curve} is not known`);
  const node = textIn('in_Domain.mRID', textAt(element, 'in_Domain.mRID'));
  return { where, node, currency, fills: curve === variableBlocks };
}

/**
 * ENTSO-E day-ahead prices (DA), `documentType=A44`: a Publication_MarketDocument in XML; a node is a bidding zone's EIC code.
 * Source: ENTSO-E Transparency Platform RESTful API guide, article 12.1.D, and the IEC 62325-451-3 publication document 7.3.
 * Times are UTC. In curve type A03 a value that is as the one before is omitted and is filled here; in A01 an omitted one is unknown.
 * Series of a second auction are passed over. An Acknowledgement with reason 999 means that there is no data yet: no rows and a problem; any other throws.
 */
export const parseEntsoe: PowerParser = (body, options) => {
  const out = powerRows('ENTSO-E', options);
  const root = readXml(body, options.feed);
  if (root.name === 'Acknowledgement_MarketDocument') {
    const text = textAt(root, 'Reason', 'text') ?? 'no reason given';
    if (textAt(root, 'Reason', 'code') !== noMatchingData) throw feedError(options.feed, text);
    out.note(text);
    return out.done();
  }
  if (root.name !== 'Publication_MarketDocument')
    throw feedError(options.feed, `the answer is a ${root.name}, not prices`);
  for (const [i, element] of childrenOf(root, 'TimeSeries').entries()) {
    const where = `series ${i + 1}`;
    out.add(where, () => {
      const series = seriesOf(element, where);
      if (series && out.wants(series.node)) {
        for (const period of childrenOf(element, 'Period'))
          out.add(where, () => (addPeriod(out, series, period), null));
      }
      return null;
    });
  }
  return out.done();
};
