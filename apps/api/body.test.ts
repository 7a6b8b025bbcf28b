import { describe, expect, test } from '@jest/globals';
import { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { bodyOf } from './body.ts';
import { etagOf } from './etag.ts';

const lines = Array.from({ length: 1_000 }, (_, line) => `${line},é\r\n`);
const whole = lines.join('');

describe('a body', () => {
  test.each([true, false])('is the same whether it comes whole or in parts, as gzip: %s', async (isGzip) => {
    for (const parts of [whole, Buffer.from(whole), Readable.from(lines)]) {
      const body = await bodyOf(parts, { isGzip });
      expect((isGzip ? gunzipSync(body.bytes) : body.bytes).toString()).toBe(whole);
      expect([body.etag, body.isGzip]).toEqual([etagOf(whole), isGzip]);
    }
  });

  test('is left as it is where it is small', async () => {
    const { bytes, isGzip } = await bodyOf('a,b\r\n', { isGzip: true });
    expect([bytes.toString(), isGzip]).toEqual(['a,b\r\n', false]);
  });

  test('that fails in the middle is not sent', async () => {
    async function* failing(): AsyncGenerator<string> {
      yield* lines;
      throw new Error('no more');
    }
    await expect(bodyOf(Readable.from(failing()), { isGzip: true })).rejects.toThrow('no more');
  });
});
