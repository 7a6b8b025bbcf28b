import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Dictionary } from './dictionary.ts';

test('texts have one number each, in the order in which they first came, and keep their bytes', () => {
  const text = fc.uint8Array({ maxLength: 3, max: 3 });
  fc.assert(
    fc.property(fc.array(text, { maxLength: 300 }), fc.nat({ max: 3 }), (texts, offset) => {
      const dictionary = new Dictionary();
      const known = new Map<string, number>();
      for (const bytes of texts) {
        const key = bytes.join();
        const number = known.get(key) ?? known.size;
        known.set(key, number);
        const around = new Uint8Array([...new Uint8Array(offset), ...bytes, 9]);
        expect(dictionary.indexOf(around, offset, bytes.length)).toBe(number);
      }
      expect(dictionary.keys.map((key) => key.join())).toEqual([...known.keys()]);
    }),
  );
});
