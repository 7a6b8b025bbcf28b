import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Handover } from './handover.ts';

/** A taker that is busy with each callback until it is let go. */
function slowTaker() {
  const told: string[] = [];
  const held = new Set<number>();
  const waiting: (() => void)[] = [];
  const busy = (): Promise<void> => new Promise((resolve) => void waiting.push(resolve));
  const handover = new Handover({
    onLost: async (partitions) => {
      told.push(`lost ${partitions.join(' ')}`);
      await busy();
      for (const partition of partitions) held.delete(partition);
    },
    onGained: async (partitions) => {
      told.push(`gained ${partitions.join(' ')}`);
      for (const partition of partitions) held.add(partition);
      await busy();
    },
  });
  const letGo = async (): Promise<void> => {
    waiting.splice(0).forEach((go) => go());
    await new Promise(setImmediate);
  };
  return { handover, told, held, letGo };
}

describe('handover', () => {
  test('does not take a partition away that was given anew while its last loss was being told', async () => {
    const { handover, told, held, letGo } = slowTaker();
    handover.gain([0, 1]);
    await letGo();
    handover.lose([0, 1]);
    handover.gain([0, 1]);
    await letGo();
    handover.lose([0, 1]);
    handover.gain([0, 1]);
    await letGo();
    await letGo();
    await letGo();
    expect(told).toEqual(['gained 0 1', 'lost 0 1', 'gained 0 1']);
    expect([...held]).toEqual([0, 1]);
  });

  test('in the end the taker holds what it was given and did not lose, however slow it is', async () => {
    const change = fc.record({
      kind: fc.constantFrom('lose', 'gain', 'wait'),
      partitions: fc.uniqueArray(fc.nat({ max: 3 }), { minLength: 1 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 30 }), async (changes) => {
        const { handover, held, letGo } = slowTaker();
        const owned = new Set<number>();
        for (const { kind, partitions } of changes) {
          if (kind === 'wait') await letGo();
          if (kind === 'gain') {
            const fresh = partitions.filter((partition) => !owned.has(partition));
            for (const partition of fresh) owned.add(partition);
            handover.gain(fresh);
          }
          if (kind === 'lose') {
            const gone = partitions.filter((partition) => owned.delete(partition));
            handover.lose(gone);
          }
        }
        for (let round = 0; round < 2 * changes.length + 2; round += 1) await letGo();
        await handover.settled();
        expect(held).toEqual(owned);
      }),
      { numRuns: 300 },
    );
  });
});
