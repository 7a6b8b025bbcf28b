import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Deliver } from './channel.ts';

/** Writes an issue into a directory of its report, each file whole or not at all. */
export const toFolder =
  (path: string): Deliver =>
  async ({ report, period, files }) => {
    const directory = join(path, report);
    mkdirSync(directory, { recursive: true });
    for (const { extension, content } of files) {
      const file = join(directory, `${period}.${extension}`);
      writeFileSync(`${file}.part`, content);
      renameSync(`${file}.part`, file);
    }
  };
