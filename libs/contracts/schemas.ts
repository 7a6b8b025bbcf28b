import { readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { projectPath } from '#runtime';
import { type Topic, topicNames } from './topics.ts';

/** One column of a batch: an array of `count` items, or of none where nothing in it is known. */
export interface Column {
  readonly name: string;
  readonly kind: 'long' | 'int' | 'double' | 'string' | 'enum';
  readonly isNullable: boolean;
  /** The symbols of an enum in the order of their Avro indices. */
  readonly symbols: readonly string[];
}

export interface BatchSchema {
  readonly topic: Topic;
  readonly version: number;
  /** The id in Confluent's wire format; pinned in `schemas/avro/ids.json`. */
  readonly id: number;
  /** The Avro schema as released, for avsc and for the registry. */
  readonly avro: object;
  readonly columns: readonly Column[];
}

const primitive = z.enum(['long', 'int', 'double', 'string']);
const enumType = z.object({ type: z.literal('enum'), name: z.string(), symbols: z.array(z.string()) });
const itemType = z.union([primitive, z.tuple([z.literal('null'), primitive]), enumType, z.string()]);
const fieldType = z.union([z.string(), z.object({ type: z.literal('array'), items: itemType })]);
const recordType = z.object({ fields: z.array(z.object({ name: z.string(), type: fieldType, doc: z.string() })) });

type Item = z.output<typeof itemType>;

function columnOf(name: string, item: Item, enums: Map<string, string[]>): Column {
  if (Array.isArray(item)) return { name, kind: item[1], isNullable: true, symbols: [] };
  if (typeof item === 'object') {
    enums.set(item.name, item.symbols);
    return { name, kind: 'enum', isNullable: false, symbols: item.symbols };
  }
  const symbols = enums.get(item);
  if (symbols) return { name, kind: 'enum', isNullable: false, symbols };
  return { name, kind: primitive.parse(item), isNullable: false, symbols: [] };
}

function columnsOf(avro: unknown): Column[] {
  const enums = new Map<string, string[]>();
  return recordType
    .parse(avro)
    .fields.flatMap(({ name, type }) => (typeof type === 'string' ? [] : [columnOf(name, type.items, enums)]));
}

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

function load(): BatchSchema[] {
  const ids = z.record(z.string(), z.number().int()).parse(readJson(projectPath('schemas/avro/ids.json')));
  return topicNames.flatMap((topic) =>
    readdirSync(projectPath('schemas/avro', topic))
      .map((file) => Number(file.replace('.avsc', '')))
      .sort((a, b) => a - b)
      .map((version) => {
        const avro = z.looseObject({}).parse(readJson(projectPath('schemas/avro', topic, `${version}.avsc`)));
        const id = ids[`${topic}/${version}`];
        if (id === undefined) throw new Error(`schemas/avro/ids.json has no id for ${topic}/${version}`);
        return { topic, version, id, avro, columns: columnsOf(avro) };
      }),
  );
}

let cache: BatchSchema[] | undefined;

/** Every released schema of every topic, oldest first. */
export function batchSchemas(): readonly BatchSchema[] {
  cache ??= load();
  return cache;
}

/** The schema that a topic is written with: the highest number. */
export function currentSchema(topic: Topic): BatchSchema {
  const found = batchSchemas().findLast((schema) => schema.topic === topic);
  if (!found) throw new Error(`schemas/avro/${topic} is empty`);
  return found;
}

/** The schema of an id in a message, or undefined when it is not released here. */
export const schemaById = (id: number): BatchSchema | undefined => batchSchemas().find((schema) => schema.id === id);
