import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { childEnvironment } from '#runtime';

const run = promisify(execFile);
const cache = join(homedir(), '.cache', 'coload');
const packages = ['pandas==2.3.3', 'pyarrow==22.0.0', 'openpyxl==3.1.5'];
const home = join(cache, packages.join('-').replaceAll('==', '-'));

const failureOf = (command: string, args: readonly string[]): Promise<string | null> =>
  run(command, [...args], { timeout: 120_000 }).then(
    () => null,
    (error: Error) => error.message.trim().split('\n').at(-1) ?? 'it failed',
  );

/** Why Python cannot read our files here, or null. Installs pandas once for all clones of this machine. */
export async function whyNoPandas(): Promise<string | null> {
  if (existsSync(home)) return null;
  if ((await failureOf('python3', ['-m', 'pip', '--version'])) !== null) return 'there is no python3 with pip';
  await mkdir(cache, { recursive: true });
  const building = await mkdtemp(join(cache, 'fetch-'));
  const install = ['-m', 'pip', 'install', '--quiet', '--only-binary', ':all:', '--target', building, ...packages];
  const reason = await failureOf('python3', install);
  // Whoever comes second finds the folder taken and uses it.
  if (reason === null) await rename(building, home).catch(() => undefined);
  await rm(building, { recursive: true, force: true });
  return reason === null || existsSync(home) ? null : `pip cannot install pandas: ${reason}`;
}

/** What a Python script prints, as JSON. */
export async function runPython(script: string, args: readonly string[]): Promise<unknown> {
  const { stdout } = await run('python3', ['-c', script, ...args], { env: childEnvironment({ PYTHONPATH: home }) });
  return JSON.parse(stdout);
}
