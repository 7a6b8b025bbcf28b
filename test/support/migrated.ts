import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { projectPath, silentLogger } from '#runtime';
import { createStore, migrate } from '#store';
import { startEngine } from '#store/engine';

/** What a migrated store depends on. */
async function digest(): Promise<string> {
  const schemas = projectPath('schemas/clickhouse');
  const migrations = (await readdir(schemas)).sort().map((name) => join(schemas, name));
  const hash = createHash('sha256');
  for (const file of [projectPath('package-lock.json'), ...migrations]) hash.update(file).update(await readFile(file));
  return hash.digest('hex').slice(0, 16);
}

async function makeMigrated(directory: string): Promise<void> {
  const login = { user: 'coload', password: 'secret' };
  const engine = await startEngine({ directory, logger: silentLogger, ...login });
  const store = createStore({ url: engine.url, ...login });
  await migrate(store);
  await store.close();
  await engine.stop();
  await rm(join(directory, 'holder.json'), { force: true });
}

/** Makes `directory` that of a migrated store, for an engine to be started in: to migrate takes seconds, to copy does not. */
export async function layMigrated(directory: string): Promise<void> {
  const cache = projectPath('.cache');
  const made = join(cache, `store-${await digest()}`);
  if (!existsSync(made)) {
    await mkdir(cache, { recursive: true });
    const making = await mkdtemp(join(cache, 'making-'));
    await makeMigrated(making);
    // Whoever comes second finds the folder taken and uses it.
    await rename(making, made).catch(async (error: unknown) => {
      await rm(making, { recursive: true, force: true });
      if (!existsSync(made)) throw error;
    });
  }
  await cp(made, directory, { recursive: true, verbatimSymlinks: true });
}
