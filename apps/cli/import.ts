import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { basename } from 'node:path';
import { keepPublicBody, savePublicTable } from '#claims';
import { type PublicDataset, publicDatasets } from '#market';
import { messageOf, nearest, systemClock } from '#runtime';
import { withConnection } from './connect.ts';
import { isMachine, say, wrong } from './output.ts';

export interface ImportOptions {
  readonly data: string;
  readonly json?: boolean;
}

const names = Object.keys(publicDatasets) as PublicDataset[];
const known = [...names, 'difficulty'];

function datasetOf(text: string): PublicDataset {
  const found = names.find((name) => name === text);
  if (found) return found;
  const meant = nearest(text, known);
  throw wrong(`There is no dataset ${text}; ${meant ? `did you mean ${meant}?` : `known are ${known.join(', ')}`}`);
}

/** The content of a file that is imported. */
export function bodyOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw wrong(`${path} cannot be read: ${messageOf(error)}`);
  }
}

/** Imports a public table for the claims that are held against it. A row that cannot be used is told and left out; the rest counts. */
export async function importTable(name: string, path: string, options: ImportOptions): Promise<void> {
  const dataset = datasetOf(name);
  const body = bodyOf(path);
  const file = basename(path);
  const { rows: figures, problems } = publicDatasets[dataset](body, file);
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  if (figures.length === 0) throw wrong(`${path} has no figure that can be used`);
  await withConnection(options.data, async ({ store }) => {
    const knownAt = systemClock.now();
    const digest = await keepPublicBody(store, { dataset, body, knownAt });
    const table = { dataset, figures, digest, file, problems: problems.length, madeBy: userInfo().username };
    const saved = await savePublicTable(store, { ...table, knownAt, mayShrink: true });
    for (const { part, figures: count, isKnown } of saved) {
      const line = `${[dataset, part].join(' ').trim()}: ${count} figures${isKnown ? ', as they were imported before' : ''}`;
      say(isMachine(options) ? JSON.stringify({ dataset, part, figures: count, known: isKnown, digest }) : line);
    }
  });
}
