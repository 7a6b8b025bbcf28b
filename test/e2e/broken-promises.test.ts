import { execFile } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { childEnvironment, projectPath } from '#runtime';

const outcome = z.object({
  passed: z.boolean(),
  scenarios: z.array(z.looseObject({ name: z.string(), lost: z.number(), doubled: z.number(), passed: z.boolean() })),
});

/** Runs `npm run fault` on the embedded stream with a promise broken on purpose. */
function runBroken(promise: string): Promise<{ code: number | null; outcome: z.output<typeof outcome> }> {
  const args = [projectPath('dist/test/fault/main.js'), '--json', '--stream', 'embedded', '--break', promise];
  return new Promise((resolve, reject) => {
    const child = execFile(process.execPath, args, { env: childEnvironment({ NODE_OPTIONS: '' }) }, (_, stdout) => {
      try {
        const last = stdout.trim().split('\n').at(-1) ?? '';
        resolve({ code: child.exitCode, outcome: outcome.parse(JSON.parse(last)) });
      } catch (error) {
        reject(error);
      }
    });
  });
}

test.each([
  ['commit-before-insert', 'processor-points', 'lost'],
  ['save-before-append', 'collector-points', 'lost'],
  ['skip-fence', 'sleeping-owner', 'doubled'],
] as const)(
  'a stack that breaks %s is noticed by %s, which tells of readings %s',
  async (promise, name, what) => {
    const found = await runBroken(promise);
    expect(found).toMatchObject({ code: 1, outcome: { passed: false, scenarios: [{ name, passed: false }] } });
    const [scenario] = found.outcome.scenarios;
    if (!scenario?.[what]) throw new Error(`nothing ${what}: ${JSON.stringify(scenario)}`);
  },
  // Longer than a scenario may take, which then says what it waited for.
  400_000,
);
