// Lint, formatting, layers and dead code, side by side; every check runs even when one fails.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

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
/** Runs a check; what it said comes at its end, together. */
const run = async ([, command, args]) => {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => said.push(chunk));
  const [code] = await once(child, 'close');
  process.stderr.write(Buffer.concat(said));
  return code;
};
const codes = await Promise.all(checks.map(run));
const failed = checks.filter((_, index) => codes[index] !== 0);
for (const [name] of failed) process.stderr.write(`${name} failed\n`);
process.stdout.write(`lint: ${checks.length - failed.length} passed, ${failed.length} failed\n`);
process.exit(failed.length > 0 ? 1 : 0);
