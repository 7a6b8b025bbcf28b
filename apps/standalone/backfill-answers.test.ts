import { expect, test } from '@jest/globals';
import { pollOf } from '../collector/index.ts';
import { createSite } from '../simulator/index.ts';
import { minerPoll, understand } from './backfill-answers.ts';

const minuteMs = 60_000;
const start = Date.UTC(2026, 0, 5);
const target = {
  kind: 'cgminer',
  host: '127.0.0.1',
  port: 4028,
  timeoutMs: 1000,
  unit: 1,
  importTotal: 'imp',
  multiplier: 1,
  tls: false,
} as const;

test("a simulated miner's poll is what its driver makes of its replies, whatever happens on the site", () => {
  const model = createSite({ seed: 7, devices: 60, start });
  const { miners } = model.inventory;
  const [first] = miners;
  if (!first) throw new Error('a site without miners');
  model.setTick(5 * minuteMs);
  model.play({ kind: 'reboot', device: first.id, at: start + 60 * minuteMs, durationMs: 8 * minuteMs });
  let compared = 0;
  let left = 0;
  for (let at = start; at < start + 2 * 24 * 60 * minuteMs; at += 5 * minuteMs) {
    model.advance(at);
    for (const { id } of miners) {
      const [figures, answer] = [model.figures(id), model.answers(id)];
      if (!figures || !answer) {
        left += 1;
        continue;
      }
      compared += 1;
      const [unit] = understand(answer, { ...target, id }).units;
      expect(minerPoll(id, figures, { at, process: 'p' })).toEqual(unit && pollOf(unit, at, at, 'p'));
    }
  }
  expect(compared).toBeGreaterThan(10_000);
  expect(left).toBeGreaterThan(0);
});
