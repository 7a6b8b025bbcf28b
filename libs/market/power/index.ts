export { type PowerConvention, powerConventions, type PowerMarket } from './convention.ts';
export { ercotLoginUrl, paced, type PowerAccess, powerAsker } from './access.ts';
export { addressOfDay, AskedDays, dayIn, dayText, daySpan, type DayRules, isByDay, marketDay } from './days.ts';
export { nextPage } from './pages.ts';
export { type PowerOptions, type PowerParser } from './rows.ts';
import { parseCaiso } from './caiso.ts';
import { parseEntsoe } from './entsoe.ts';
import { parseErcot } from './ercot.ts';
import { parseMiso } from './miso.ts';
import { parseNordpool } from './nordpool.ts';
import { parseNyiso } from './nyiso.ts';
import { parseOpenElectricity } from './openelectricity.ts';
import { parsePjm } from './pjm.ts';
import type { PowerMarket } from './convention.ts';
import type { PowerParser } from './rows.ts';
import { parseSpp } from './spp.ts';

/** Parsers of markets' own formats by the kind of a feed. */
export const powerParsers = {
  ercot: parseErcot,
  caiso: parseCaiso,
  pjm: parsePjm,
  spp: parseSpp,
  miso: parseMiso,
  nyiso: parseNyiso,
  entsoe: parseEntsoe,
  nordpool: parseNordpool,
  openelectricity: parseOpenElectricity,
} as const satisfies Readonly<Record<string, PowerParser>>;

export type PowerKind = keyof typeof powerParsers;

/** The market whose prices a kind of feed tells. */
export const marketOf = {
  ercot: 'ERCOT',
  caiso: 'CAISO',
  pjm: 'PJM',
  spp: 'SPP',
  miso: 'MISO',
  nyiso: 'NYISO',
  entsoe: 'ENTSO-E',
  nordpool: 'NORDPOOL',
  openelectricity: 'NEM',
} as const satisfies Readonly<Record<PowerKind, PowerMarket>>;
