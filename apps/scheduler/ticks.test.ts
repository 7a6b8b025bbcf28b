import { expect, test } from '@jest/globals';
import { silentLogger } from '#runtime';
import { Ticks } from './ticks.ts';

test('a round that is due while another is under way is that one', async () => {
  let begun = 0;
  let end = (): void => undefined;
  const held = new Promise<void>((resolve) => (end = resolve));
  const worker = {
    problems: [],
    run: () => {
      begun += 1;
      return held;
    },
  };
  const ticks = new Ticks([worker], silentLogger);
  const rounds = [ticks.round(), ticks.round()];
  expect(begun).toBe(1);
  end();
  await Promise.all(rounds);
  await ticks.round();
  expect(begun).toBe(2);
});
