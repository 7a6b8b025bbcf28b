import { describe, expect, test } from '@jest/globals';
import { splitStatements } from './engine/lexer.ts';
import { fillPlaceholders, isRunnable } from './migrate.ts';

describe('placeholders', () => {
  const text = 'CREATE TABLE t{{on_cluster}} (a Int8) ENGINE = {{engine ReplacingMergeTree(version)}} ORDER BY a';

  test('are plain engines on one server', () => {
    expect(fillPlaceholders(text, { name: 'a.sql' })).toBe(
      'CREATE TABLE t (a Int8) ENGINE = ReplacingMergeTree(version) ORDER BY a',
    );
  });

  test('are replicated ones on a cluster', () => {
    expect(fillPlaceholders(text, { name: 'a.sql', cluster: 'main' })).toBe(
      "CREATE TABLE t ON CLUSTER 'main' (a Int8) ENGINE = ReplicatedReplacingMergeTree(version) ORDER BY a",
    );
  });
});

test('statements are split at semicolons that are SQL and not at those that are text', () => {
  const text = "-- a; b\nSELECT ';' AS `x;y` /* ; /* ; */ */;\n\n; SELECT $q$ ; $q$ # ;\n;";
  expect(splitStatements(text)).toEqual(["-- a; b\nSELECT ';' AS `x;y` /* ; /* ; */ */", 'SELECT $q$ ; $q$ # ;']);
});

test('a statement that needs a setting of tables is for stores that have it', () => {
  const text = '-- Why.\n-- needs the table setting auto_statistics_types\nALTER TABLE t MODIFY SETTING a = 1';
  expect(isRunnable(text, new Set(['auto_statistics_types']))).toBe(true);
  expect(isRunnable(text, new Set(['index_granularity']))).toBe(false);
  expect(isRunnable('ALTER TABLE t MODIFY SETTING a = 1', new Set())).toBe(true);
});
