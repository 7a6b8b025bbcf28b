import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

function findRoot(from: string): string {
  if (existsSync(join(from, 'package.json')) && existsSync(join(from, 'schemas'))) return from;
  const parent = dirname(from);
  if (parent === from)
    throw new Error(`No folder above ${fileURLToPath(import.meta.url)} holds package.json and schemas/`);
  return findRoot(parent);
}

const root = findRoot(dirname(fileURLToPath(import.meta.url)));

/** A path inside the installed project, the same from sources and from the build: `projectPath('schemas/avro')`. */
export const projectPath = (...parts: string[]): string => join(root, ...parts);

/** Where a running `coload start` or `demo` tells commands beside it how to reach its stream and store. */
export const connectionFile = (dataDir: string): string => join(dataDir, 'connection.json');
