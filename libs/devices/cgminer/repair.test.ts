import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { parseReply } from './repair.ts';
import { ReplyEnd } from './reply.ts';

function isPartOf(part: unknown, whole: unknown): boolean {
  if (typeof part !== 'object' || part === null) return part === whole;
  const members = (whole ?? {}) as Record<string, unknown>;
  return Object.entries(part).every(([key, value]) => isPartOf(value, members[key]));
}

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('a damaged reply', () => {
  const rows: readonly (readonly [damage: string, text: string, meant: unknown])[] = [
    ['a trailing NUL', '{"STATUS":[{"STATUS":"S"}],"id":1}\0', { STATUS: [{ STATUS: 'S' }], id: 1 }],
    ['a comma before a closing brace', '{"SUMMARY":[{"Elapsed":5,}],"id":1,}', { SUMMARY: [{ Elapsed: 5 }], id: 1 }],
    ['a raw line break in a string', '{"Msg":"two\nlines","id":1}', { Msg: 'two\nlines', id: 1 }],
    [
      'no comma between objects',
      '{"STATS":[{"Type":"S9"}{"Elapsed":7}],"id":1}',
      { STATS: [{ Type: 'S9' }, { Elapsed: 7 }], id: 1 },
    ],
    ['a comma before the first object', '{"STATS":[,{"Elapsed":7}],"id":1}', { STATS: [{ Elapsed: 7 }], id: 1 }],
    ['no comma before temp0', '{"Msg":{"fan_speed":"0""temp0":"45.5"}}', { Msg: { fan_speed: '0', temp0: '45.5' } }],
    ['bare inf and nan', '{"MHS av":inf,"MHS 5s":-nan,"Elapsed":3}', { 'MHS av': null, 'MHS 5s': null, Elapsed: 3 }],
    ['a comma in front of everything', ',"SUMMARY":[{"Elapsed":5}],"id":1}', { SUMMARY: [{ Elapsed: 5 }], id: 1 }],
    [
      'a list of error codes written like an object',
      '{"Msg":{"error_code":["541":"2024-01-01","5":"x"]}}',
      { Msg: { error_code: { 541: '2024-01-01', 5: 'x' } } },
    ],
  ];

  test.each(rows)('with %s is read as it was meant', (_, text, meant) => {
    const { reply, isCut } = parseReply(text);
    expect(plain(reply)).toEqual(meant);
    expect(isCut).toBe(false);
  });

  test('that was cut keeps its complete members and drops the one that may be cut', () => {
    const { reply, isCut } = parseReply('{"SUMMARY":[{"Elapsed":50474,"Total MH":5643633');
    expect(plain(reply)).toEqual({ SUMMARY: [{ Elapsed: 50474 }] });
    expect(isCut).toBe(true);
  });

  test('keeps quoted inf and nan as text, which is no number later', () => {
    expect(parseReply('{"a":"inf","b":"nan"}').reply).toEqual({ a: 'inf', b: 'nan' });
  });

  test.each(['<html>busy</html>', '', '[]', '"text"', '{"a" 1}', '{"a":wrong}', `{"a":${'['.repeat(100)}x`, '{a:1}'])(
    'is refused where it is no reply: %j',
    (text) => {
      expect(() => parseReply(text)).toThrow(SyntaxError);
    },
  );
});

test('a valid reply is never changed', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const text = JSON.stringify(value);
      expect(parseReply(`${text}\0\n`)).toEqual({ reply: JSON.parse(text), isCut: false });
    }),
  );
});

test('a valid reply cut anywhere gives only members that it has, with their values', () => {
  const value = {
    STATUS: [{ STATUS: 'S', When: 1755615295 }],
    SUMMARY: [{ Elapsed: 50474, 'GHS 5s': '110566.89', 'Total MH': 5643633754730.5 }],
  };
  const text = JSON.stringify(value);
  for (let length = 1; length < text.length; length++) {
    const { reply, isCut } = parseReply(text.slice(0, length));
    expect(isCut).toBe(true);
    expect(isPartOf(plain(reply), value)).toBe(true);
  }
});

test('damage of any kind ends in a reply or a SyntaxError', () => {
  const text = '{"STATS":[{"BMMiner":"1.0","a":[1,2]},{"Elapsed":12,"t":"1-2","n":-1.5e3}],"id":1}';
  fc.assert(
    fc.property(fc.nat(text.length - 1), fc.nat(8), fc.string({ maxLength: 5 }), (at, removed, added) => {
      try {
        parseReply(text.slice(0, at) + added + text.slice(at + removed));
      } catch (error) {
        expect(error).toBeInstanceOf(SyntaxError);
      }
    }),
    { numRuns: 2000 },
  );
});

describe('the end of a reply', () => {
  test('is its last closing bracket, however it is cut into chunks', () => {
    const reply = '{"a":"}\\"]","b":[{"c":1}{"d":2}]}';
    const bytes = Buffer.from(`${reply}more`);
    for (let cut = 1; cut < reply.length; cut++) {
      const end = new ReplyEnd();
      expect(end.find(bytes.subarray(0, cut))).toBeNull();
      expect(end.find(bytes.subarray(cut))).toBe(reply.length - cut);
    }
  });

  test('is a NUL even where brackets are missing', () => {
    expect(new ReplyEnd().find(Buffer.from('{"a":[1\0'))).toBe(7);
  });
});
