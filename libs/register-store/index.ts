export { entriesTold, type EntryVersion, entryVersions, readEntries } from './entries.ts';
export { keepMerge, type LeftOut, type Merge, readMerge } from './merges.ts';
export { csvRows, jsonOf, jsonRows, type ToldRow, type ToldRows } from './rows.ts';
export { type RefusedRow, removeEntry, tellEntries, type Telling, type Told } from './tell.ts';
