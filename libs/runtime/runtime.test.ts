import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { existsSync } from 'node:fs';
import { ManualClock, PipelineError, projectPath, readConfig } from '#runtime';

describe('settings', () => {
  test('name every variable at fault in one error and never its value', () => {
    const schema = z.object({ PORT: z.coerce.number().int(), URL: z.url() });
    const read = (): unknown => readConfig(schema, { PORT: 'hunter2', URL: 'hunter3' });
    expect(read).toThrow(PipelineError);
    expect(read).toThrow(/PORT[^]*URL/);
    expect(read).not.toThrow(/hunter/);
  });
});

describe('the manual clock', () => {
  test('wakes a sleeper when its time has come and not before', async () => {
    const clock = new ManualClock(1_000);
    let isAwake = false;
    const sleeping = clock.sleep(50).then(() => (isAwake = true));
    clock.advance(49);
    await Promise.resolve();
    expect(isAwake).toBe(false);
    clock.advance(1);
    await sleeping;
    expect(clock.now()).toBe(1_050);
  });
});

test('project paths lead to the project from sources and from the build', () => {
  expect(existsSync(projectPath('package.json'))).toBe(true);
});
