import { readFileSync } from 'node:fs';
import { projectPath } from '#runtime';

/** A statement of this lib. */
export const sql = (name: 'rules' | 'save-rules' | 'save-silence' | 'silences'): string =>
  readFileSync(projectPath(`libs/alert-store/sql/${name}.sql`), 'utf8');
