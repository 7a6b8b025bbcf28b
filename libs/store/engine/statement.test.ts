import { assert, constantFrom, property, string } from 'fast-check';
import { describe, expect, test } from '@jest/globals';
import { literal, tokens } from './lexer.ts';
import { analyse, fromFile, toPipe } from './statement.ts';

describe('the kind of a statement', () => {
  test.each([
    ['SELECT 1', 'rows'],
    ['-- note\n  with x AS (SELECT 1) SELECT * FROM x', 'rows'],
    ['(SELECT 1)', 'rows'],
    ['FROM t SELECT a', 'rows'],
    ['SHOW TABLES', 'other'],
    ['ALTER TABLE t DELETE WHERE 1', 'other'],
    ['INSERT INTO t SELECT 1', 'other'],
    ['INSERT INTO t (a) VALUES (1)', 'load'],
    ['INSERT INTO t FORMAT Native', 'load'],
    ["INSERT INTO t SELECT * FROM input('a Int8') FORMAT Native", 'load'],
    ['WITH 1 AS x INSERT INTO t SELECT x', 'other'],
  ])('%s: %s', (text, kind) => {
    expect(analyse(text).kind).toBe(kind);
  });
});

describe('a query goes to its pipe', () => {
  const piped = (text: string): string => toPipe(text, analyse(text), { path: "/a'b", fallback: 'TSV' });
  const clause = "\nINTO OUTFILE '/a\\'b' APPEND COMPRESSION 'none' ";

  test.each([
    ['SELECT 1', `SELECT 1${clause}FORMAT TSV`],
    ['SELECT 1;', `SELECT 1${clause}FORMAT TSV`],
    ['SELECT 1 FORMAT JSON', `SELECT 1 ${clause}FORMAT JSON`],
    [
      'SELECT 1 SETTINGS a = 1 FORMAT JSON SETTINGS b = 2 ;',
      `SELECT 1 SETTINGS a = 1 ${clause}FORMAT JSON SETTINGS b = 2 `,
    ],
    ['SELECT 1 -- FORMAT JSON', `SELECT 1 -- FORMAT JSON${clause}FORMAT TSV`],
    ['SELECT format FROM t', `SELECT format FROM t${clause}FORMAT TSV`],
    ['SELECT (SELECT 1 FORMAT x)', `SELECT (SELECT 1 FORMAT x)${clause}FORMAT TSV`],
  ])('%s', (text, expected) => {
    expect(piped(text)).toBe(expected);
  });
});

describe('an INSERT reads its file', () => {
  const filed = (text: string): string => fromFile(text, analyse(text), '/f').replace(/\s+/g, ' ');

  test.each([
    ['INSERT INTO t (a) FORMAT CSV', "INSERT INTO t (a) FROM INFILE '/f' COMPRESSION 'none' FORMAT CSV"],
    ['insert into t values (1)', "insert into t FROM INFILE '/f' COMPRESSION 'none' FORMAT Values"],
    [
      'INSERT INTO t (format) SETTINGS a = 1 FORMAT CSV',
      "INSERT INTO t (format) FROM INFILE '/f' COMPRESSION 'none' SETTINGS a = 1 FORMAT CSV",
    ],
    [
      "INSERT INTO t (a) SELECT format FROM input('format Int8') WHERE x = {y:String} FORMAT Native",
      "INSERT INTO t (a) SELECT format FROM file('/f', 'Native', 'format Int8') WHERE x = {y:String} ",
    ],
  ])('%s', (text, expected) => {
    expect(filed(text)).toBe(expected);
  });

  test('and its rows begin where the engine would have begun', () => {
    const rest = (text: string): string => text.slice(analyse(text).dataStart);
    expect(rest('INSERT INTO t FORMAT TSV\n\tx\n')).toBe('\tx\n');
    expect(rest('INSERT INTO t FORMAT TSV \n\nx')).toBe('\nx');
    expect(rest("INSERT INTO t VALUES ('a;'), (2)")).toBe(" ('a;'), (2)");
  });
});

test('two statements, and statements that use files, are refused', () => {
  expect(() => analyse('SELECT 1; DROP TABLE t')).toThrow('Multi-statements');
  expect(() => analyse("SELECT 1 INTO OUTFILE 'x'")).toThrow('OUTFILE');
  expect(() => analyse("INSERT INTO t FROM INFILE 'x' FORMAT CSV")).toThrow('INFILE');
  expect(() => analyse(' -- nothing')).toThrow('Empty query');
});

test('any text is one token as a literal, and nothing of it is read as SQL', () => {
  assert(
    property(string({ unit: constantFrom("'", '\\', '"', '\n', ';', '-', '/', '*', '\0', 'a', '`', '$') }), (text) => {
      const list = [...tokens(`SELECT ${literal(text)} FORMAT X`)];
      expect(list.map((token) => token.type)).toEqual(['word', 'string', 'word', 'word']);
    }),
  );
});

test('the tokens of any text cover it in order', () => {
  assert(
    property(
      string({ unit: constantFrom("'", '\\', '"', '\n', ';', '-', '/', '*', '(', ')', 'a', ' ', '$', '#') }),
      (text) => {
        let end = 0;
        for (const token of tokens(text)) {
          expect(token.start).toBeGreaterThanOrEqual(end);
          expect(token.end).toBeGreaterThan(token.start);
          end = token.end;
        }
        expect(end).toBeLessThanOrEqual(text.length);
      },
    ),
  );
});
