// Makes a fresh clone ready with nothing but Node and npm: installs what the lock file says, then builds. Progress goes to stderr.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, 'node_modules', '.coload-lock');
const lock = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex');

/** Runs a program with its output on stderr; ends this process when it fails. */
function run(what, command, args) {
  process.stderr.write(`${what} …\n`);
  const startedAt = performance.now();
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (error || status !== 0) {
    process.stderr.write(`${what} failed: ${error?.message ?? `exit ${status}`}\n`);
    process.exit(1);
  }
  process.stderr.write(`${what}: ${((performance.now() - startedAt) / 1000).toFixed(1)} s\n`);
}

export function install() {
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  // `npm ci` refuses a lock without the binaries of other platforms; this obeys the lock and leaves it unchanged.
  run('installing packages', 'npm', [
    'install',
    '--no-save',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ]);
  writeFileSync(stamp, lock);
}

export function build() {
  install();
  run('building', process.execPath, ['node_modules/typescript-native/bin/tsc', '-b']);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) build();
