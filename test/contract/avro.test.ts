import { describe, expect, test } from '@jest/globals';
import avsc from 'avsc';
import { readdirSync } from 'node:fs';
import { batchSchemas, currentSchema, topicNames, topics } from '#contracts';
import { signalBounds } from '#catalogue';
import { projectPath } from '#runtime';

const typeOf = (avro: object): avsc.Type => avsc.Type.forSchema(avro as avsc.Schema);

describe('released schemas', () => {
  test('have a topic each, and every topic has one', () => {
    const folders = readdirSync(projectPath('schemas/avro'), { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    expect(folders.map(({ name }) => name).sort()).toEqual([...topicNames].sort());
  });

  test('have ids of their own', () => {
    const ids = batchSchemas().map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test.each(topicNames)(
    '%s: every version reads every other, so that collectors and processors deploy in any order',
    (topic) => {
      const versions = batchSchemas().filter((schema) => schema.topic === topic);
      for (const reader of versions) {
        for (const writer of versions)
          expect(() => typeOf(reader.avro).createResolver(typeOf(writer.avro))).not.toThrow();
      }
    },
  );

  test.each(topicNames)('%s: says of every field what it is', (topic) => {
    const { fields } = currentSchema(topic).avro as unknown as { fields: { name: string; doc?: string }[] };
    expect(fields.filter((field) => !field.doc).map((field) => field.name)).toEqual([]);
  });

  test.each(topicNames)('%s: names the column whose day a batch shares, and bounds for every number', (topic) => {
    const columns = currentSchema(topic).columns;
    expect(columns.map((column) => column.name)).toContain(topics[topic].dayColumn);
    const numbers = columns
      .filter(({ kind }) => kind === 'long' || kind === 'int' || kind === 'double')
      .map(({ name }) => name);
    expect(Object.keys(signalBounds[topic]).sort()).toEqual(numbers.sort());
  });
});
