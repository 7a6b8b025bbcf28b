// Lint, formatting, layers and dead code; every check runs even when one fails.
import { spawnSync } from 'node:child_process';

const node = process.execPath;
const checks = [
  [
    'lint scripts',
    node,
    ['node_modules/oxlint/bin/oxlint', '--deny-warnings', 'bin', '.dependency-cruiser.mjs', 'jest.config.mjs'],
  ],
  [
    'lint',
    node,
    ['node_modules/oxlint/bin/oxlint', '--type-aware', '--deny-warnings', 'apps', 'libs', 'clients', 'test'],
  ],
  ['format', node, ['node_modules/prettier/bin/prettier.cjs', '--cache', '--log-level', 'warn', '--check', '.']],
  [
    'layers',
    node,
    [
      'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
      '--config',
      '.dependency-cruiser.mjs',
      'apps',
      'libs',
    ],
  ],
];
const failed = checks.filter(([name, command, args]) => {
  process.stderr.write(`${name} …\n`);
  return spawnSync(command, args, { stdio: ['ignore', 2, 2] }).status !== 0;
});
for (const [name] of failed) process.stderr.write(`${name} failed\n`);
process.stdout.write(`lint: ${checks.length - failed.length} passed, ${failed.length} failed\n`);
process.exit(failed.length > 0 ? 1 : 0);
