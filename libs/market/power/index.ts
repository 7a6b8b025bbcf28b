export { type PowerConvention, powerConventions, type PowerMarket } from './convention.ts';
export { type PowerOptions, type PowerParser } from './rows.ts';
import { parseCaiso } from './caiso.ts';
import { parseEntsoe } from './entsoe.ts';
import { parseErcot } from './ercot.ts';
import { parseMiso } from './miso.ts';
import { parseNordpool } from './nordpool.ts';
import { parseNyiso } from './nyiso.ts';
import { parseOpenElectricity } from './openelectricity.ts';
import { parsePjm } from './pjm.ts';
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
