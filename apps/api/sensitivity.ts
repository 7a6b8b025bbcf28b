import { z } from 'zod';
import { type Figure, miningSensitivity } from '#catalogue';
import type { SensitivityAnswer } from '#kpi';
import { columnsOf, type Document } from '#tables';
import { formulaText } from './dictionary.ts';
import { valueShape } from './value-shapes.ts';
import { valuesOf } from './values.ts';

const axes = Object.entries(miningSensitivity.axes);
const figures = Object.entries<Figure>(miningSensitivity.figures);
const instant = z.iso.datetime().describe('ISO 8601, UTC');

const cellShape = z
  .object({
    ...Object.fromEntries(axes.map(([name, { unit, brief }]) => [name, z.number().describe(`${brief} ${unit}`)])),
    ...Object.fromEntries(
      figures.map(([name, { display, brief }]) => [
        name,
        z.number().nullable().describe(`${brief} ${display.unit}; null where what is measured is not known`),
      ]),
    ),
  })
  .meta({ id: 'SensitivityCell' });

/** An answer of `GET /v1/sensitivity`. */
export const sensitivityShape = z
  .object({
    site: z.string(),
    from: instant,
    to: instant,
    as_of: instant.optional().describe('As asked for'),
    units: z.record(z.string(), z.string()).describe('Of every number of a cell'),
    formulas: z.record(z.string(), z.string()).describe('Of every figure, in words of metrics'),
    measured: z.array(valueShape).describe('What was measured and goes into every cell, or why it is not known'),
    cells: z.array(cellShape).describe('The first axis varies slowest'),
  })
  .meta({ id: 'Sensitivity' });
export type Sensitivity = z.output<typeof sensitivityShape>;

const units = Object.fromEntries([
  ...axes.map(([name, { unit }]) => [name, unit] as const),
  ...figures.map(([name, { display }]) => [name, display.unit] as const),
]);
const formulas = Object.fromEntries(figures.map(([name, { formula }]) => [name, formulaText(formula)]));

/** A grid as it is answered. */
export const sensitivityOf = (
  { measured, cells }: SensitivityAnswer,
  about: Pick<Sensitivity, 'site' | 'from' | 'to' | 'as_of'>,
): Sensitivity => ({
  ...about,
  units,
  formulas,
  measured: valuesOf(measured),
  cells: cells.map((cell) => cellShape.parse(cell)),
});

const columns = columnsOf({
  site: ['text'],
  ...Object.fromEntries(Object.entries(units).map(([name, unit]) => [name, ['number', unit] as const])),
});

/** A grid as what any format of file is made from: a row for each cell. */
export function sensitivityDocument({ site, measured, cells, from, to, as_of }: Sensitivity): Document {
  const told = { site, from, to, ...(as_of !== undefined && { as_of }), measured: JSON.stringify(measured) };
  return {
    table: { name: 'sensitivity', columns, rows: cells.map((cell) => ({ site, ...cell })) },
    definitions: {
      name: 'definitions',
      columns: columnsOf({ figure: ['text'], unit: ['text'], formula: ['text'], brief: ['text'] }),
      rows: [
        ...axes.map(([figure, { unit, brief }]) => ({ figure, unit, formula: 'assumed', brief })),
        ...figures.map(([figure, { display, brief }]) => ({
          figure,
          unit: display.unit,
          formula: formulas[figure],
          brief,
        })),
      ],
    },
    about: Object.fromEntries(Object.entries(told).map(([key, value]) => [`coload.${key}`, value])),
  };
}
