import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { crc32, deflateRawSync } from 'node:zlib';
import { readCsv } from '#runtime';
import { readCsvTable } from './csv.ts';
import { numberIn } from './fault.ts';
import { readXml, textAt } from './xml.ts';
import { isZip, readZip } from './zip.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text);
const cellsOf = (text: string): (readonly string[])[] => readCsv(text).records.map(({ cells }) => [...cells]);

describe('CSV', () => {
  test.each([
    ['a,b\n1,2', [['a', 'b'], ['1', '2']]], // prettier-ignore
    ['a,b\r\n1,2\r\n', [['a', 'b'], ['1', '2']]], // prettier-ignore
    ['\uFEFFa,b\r1,2', [['a', 'b'], ['1', '2']]], // prettier-ignore
    ['"a","b, c"\n" d ","say ""no"""', [['a', 'b, c'], [' d ', 'say "no"']]], // prettier-ignore
    ['"two\r\nlines",2', [['two\r\nlines', '2']]],
    ['a, "b" ,c', [['a', 'b', 'c']]],
    ['a,\n,b\n,', [['a', ''], ['', 'b'], ['', '']]], // prettier-ignore
    ['\n\r\na,b\n\n', [['a', 'b']]],
    ['5" pipe,b\n"odd"x,2', [['5" pipe', 'b'], ['"odd"x', '2']]], // prettier-ignore
    ['', []],
  ])('%j', (text, records) => {
    expect(cellsOf(text)).toEqual(records);
    expect(readCsv(text).isCut).toBe(false);
  });

  test('tells where a record starts, and that it was cut inside quotes', () => {
    expect(readCsv('a,b\n"x\ny",2\n3,4\n"5')).toEqual({
      records: [
        { line: 1, cells: ['a', 'b'] },
        { line: 2, cells: ['x\ny', '2'] },
        { line: 4, cells: ['3', '4'] },
      ],
      isCut: true,
    });
  });

  test('that was written with quotes is read as it was, and anything else is read to its end', () => {
    const cell = fc.string().filter((text) => text !== '');
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1 }), (rows) => {
        const text = rows.map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(',')).join('\r\n');
        expect(cellsOf(text)).toEqual(rows);
      }),
    );
    fc.assert(fc.property(fc.string(), (text) => Array.isArray(readCsv(text).records)));
  });

  test('as a table is found below a preamble, by columns in any spelling; a blank cell is null', () => {
    const table = readCsvTable(bytes('Report\n\nTime Stamp,LBMP ($/MWHr)\nnow,\nthen,2,3\n'), 'f', [
      'timestamp',
      'lbmp',
    ]);
    expect(table.rows).toEqual([{ where: 'line 4', cells: new Map([['timestamp', 'now'], ['lbmp', null]]) }]); // prettier-ignore
    expect(table.problems).toEqual(['feed f, line 5: 3 cells, the header has 2']);
    expect(table.titles.get('lbmp')).toBe('LBMP ($/MWHr)');
    expect(() => readCsvTable(bytes('a,b\n1,2'), 'f', ['price'])).toThrow('feed f: the answer has no columns price');
  });
});

describe('XML', () => {
  test('is read without attributes, prefixes, comments and instructions', () => {
    const root = readXml(
      bytes(
        '\uFEFF<?xml version="1.0"?><!-- > --><n:a x="1>2"><b/><b y=\'"\'>1 &lt; &#x32;<![CDATA[ & 3]]></b> t</n:a>\n',
      ),
      'f',
    );
    expect([root.name, textAt(root), root.children.length]).toEqual(['a', 't', 2]);
    expect(root.children[1]?.text).toBe('1 < 2 & 3');
    expect(textAt(root, 'c', 'd')).toBeNull();
  });

  test.each([
    ['<a><b>1</b>', 'cut inside a'],
    ['<a><b>1</a>', 'closes a where b is open'],
    ['</a>', 'closes a where'],
    ['<a/><b/>', 'no XML document'],
    ['plain', 'no XML document'],
    ['<a', 'cannot be read'],
    ['<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', 'cannot be read'],
    ['<a>&nbsp;</a>', 'unknown entity &nbsp;'],
    ['<a>1 & 2</a>', 'unknown entity'],
    ['<a>'.repeat(100), 'nested too deep'],
    [' ', 'empty'],
  ])('that is %s is an error', (text, message) => {
    expect(() => readXml(bytes(text), 'f')).toThrow(message);
  });

  test('of any bytes is an element or an error of the feed, cut anywhere too', () => {
    const whole = '<a><b c="d">text</b><e/></a>';
    for (let length = 0; length < whole.length; length++)
      expect(() => readXml(bytes(whole.slice(0, length)), 'f')).toThrow('feed f');
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('<', '>', '/', 'a', '&', ';', '"', '!', '-', '[', ' ', '=', '#', '9') }),
        (text) => {
          try {
            readXml(bytes(text), 'f');
          } catch (error) {
            expect(String(error)).toContain('feed f');
          }
        },
      ),
    );
  });
});

/** An archive of one file, as zlib and APPNOTE make it. */
function archiveOf(name: string, text: string, method: 0 | 8): Buffer {
  const body = Buffer.from(text);
  const data = method === 8 ? deflateRawSync(body) : body;
  const sizes = Buffer.alloc(12);
  sizes.writeUInt32LE(crc32(body), 0);
  sizes.writeUInt32LE(data.length, 4);
  sizes.writeUInt32LE(body.length, 8);
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(method, 8);
  sizes.copy(local, 14);
  local.writeUInt16LE(name.length, 26);
  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt16LE(method, 10);
  sizes.copy(central, 16);
  central.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(local.length + name.length + data.length, 16);
  return Buffer.concat([local, Buffer.from(name), data, central, Buffer.from(name), end]);
}

describe('a ZIP archive', () => {
  test.each([0, 8] as const)('of method %i gives its files', (method) => {
    const archive = archiveOf('prices.csv', 'a,b\n'.repeat(100), method);
    expect(isZip(archive)).toBe(true);
    expect(readZip(archive, 'f').map(({ name, body }) => [name, Buffer.from(body).toString()])).toEqual([
      ['prices.csv', 'a,b\n'.repeat(100)],
    ]);
  });

  test('that is cut anywhere, or has one wrong byte in a file, is an error of the feed', () => {
    const archive = archiveOf('p.csv', 'a,b\n1,2\n', 8);
    for (let length = 0; length < archive.length; length++)
      expect(() => readZip(archive.subarray(0, length), 'f')).toThrow('feed f');
    const damaged = Buffer.from(archive);
    damaged.writeUInt8(damaged.readUInt8(37) ^ 0x10, 37);
    expect(() => readZip(damaged, 'f')).toThrow('feed f: the archive cannot be read');
  });

  test('that grows beyond what it says is an error', () => {
    const archive = archiveOf('p.csv', 'x'.repeat(10_000), 8);
    archive.writeUInt32LE(100, archive.length - 22 - 46 - 5 + 24);
    expect(() => readZip(archive, 'f')).toThrow('the archive cannot be read');
  });
});

test.each([
  ['-15.80', -15.8],
  [' .5 ', 0.5],
  ['1e-3', 0.001],
  ['', null],
  [' ', null],
  [null, null],
  [undefined, null],
  [0, 0],
])('%j is the number %j', (value, number) => {
  expect(numberIn('price', value)).toBe(number);
});

test.each(['N/A', '0x10', 'Infinity', 'NaN', '1,000', '--', '1e999', true, [], Number.NaN])(
  '%j is no number',
  (value) => {
    expect(() => numberIn('price', value)).toThrow(/^price: .* is no number$/);
  },
);
