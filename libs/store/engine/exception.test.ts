import { expect, test } from '@jest/globals';
import { describeFailure, StoreException } from './exception.ts';

const system = (code: string): Error => Object.assign(new Error(`${code}: no room, write`), { code });

test.each([
  [system('ENOSPC'), 243],
  [system('EDQUOT'), 243],
  [system('EIO'), 1002],
  [new Error('Code: 62. DB::Exception: Syntax error. (SYNTAX_ERROR)'), 62],
  [new StoreException(202, 'TOO_MANY_SIMULTANEOUS_QUERIES', 'busy'), 202],
])('%s is told with code %d', (error, code) => {
  const failure = describeFailure(error);
  expect(failure.code).toBe(code);
  expect(failure.text).toContain(`Code: ${code}. DB::Exception: `);
});
