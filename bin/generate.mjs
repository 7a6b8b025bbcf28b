// Runs every generator; each writes committed files that the checks hold against the sources.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
for (const file of readdirSync(here)
  .filter((name) => /^generate-.*\.mjs$/.test(name))
  .sort()) {
  process.stderr.write(`${file}\n`);
  const { status } = spawnSync(process.execPath, [join(here, file)], { cwd: dirname(here), stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
