import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Deliver } from './channel.ts';

/** Writes an issue into a directory of its name, each file whole or not at all. */
export const toFolder =
  (path: string): Deliver =>
  async ({ name, issue, files }) => {
    const directory = join(path, name);
    mkdirSync(directory, { recursive: true });
    for (const { extension, content } of await files()) {
      const file = join(directory, `${issue.period.label}.${extension}`);
      writeFileSync(`${file}.part`, content);
      renameSync(`${file}.part`, file);
    }
  };
