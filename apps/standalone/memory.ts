import { readFile } from 'node:fs/promises';

/** Anonymous memory of a process by proportional share (Linux), MB; null where the system does not tell. */
export async function anonymousMb(pid: number): Promise<number | null> {
  try {
    const match = /^Pss_Anon:\s+(\d+) kB/m.exec(await readFile(`/proc/${pid}/smaps_rollup`, 'utf8'));
    return match?.[1] === undefined ? null : Number(match[1]) / 1024;
  } catch {
    return null;
  }
}

/** Memory of each named process and in all, MB rounded to 0.1; a process that is gone counts nothing. */
export async function memoryOf(
  pids: ReadonlyMap<string, number>,
): Promise<{ total: number; by_process: Record<string, number> }> {
  const byProcess: Record<string, number> = {};
  for (const [name, pid] of pids) {
    const megabytes = await anonymousMb(pid);
    if (megabytes !== null) byProcess[name] = Math.round(megabytes * 10) / 10;
  }
  const total = Object.values(byProcess).reduce((sum, value) => sum + value, 0);
  return { total: Math.round(total * 10) / 10, by_process: byProcess };
}
