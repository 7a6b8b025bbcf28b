import { z } from 'zod';
import type { Span } from '../span.ts';
import { certificates } from './certificates.ts';
import { dated } from './dated.ts';
import { generators } from './generators.ts';
import { off_peak } from './off-peak.ts';

/** What a site file lists beside devices and halls, by its key there. To add a kind of fact, add its schema here: it is read, stored by revision and dated like the others. */
export const factKinds = { certificates, generators, off_peak } as const satisfies Record<string, z.ZodObject>;

export type FactKind = keyof typeof factKinds;
export const factKindNames = Object.keys(factKinds) as FactKind[];

/** One fact of a kind, with the time in which it holds. */
export type Fact<Kind extends FactKind> = z.output<(typeof factKinds)[Kind]> & Span;

/** All facts of a site, by kind, each in the order of the file. */
export type Facts = { readonly [Kind in FactKind]: readonly Fact<Kind>[] };

type Section<Shape extends z.core.$ZodShape> = z.ZodDefault<z.ZodArray<z.ZodObject<Shape & typeof dated>>>;
type Sections = { [Kind in FactKind]: Section<(typeof factKinds)[Kind]['shape']> };

/** The keys of the site file that list facts. */
export const factSections = Object.fromEntries(
  Object.entries(factKinds).map(([kind, schema]) => [kind, z.array(schema.extend(dated)).default([])]),
) as unknown as Sections;

/** Facts from what `read` gives of each kind. */
export const factsBy = (read: (kind: FactKind) => readonly object[]): Facts =>
  Object.fromEntries(factKindNames.map((kind) => [kind, read(kind)])) as unknown as Facts;

/** Parses a stored fact; throws `ZodError` when it is not what its kind says. */
export const parseFact = (kind: FactKind, body: unknown): object => factKinds[kind].parse(body);
