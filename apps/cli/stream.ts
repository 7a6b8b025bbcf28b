import { userInfo } from 'node:os';
import { type Topic, topicNames } from '#contracts';
import { adoptLog, findLostLogs, type LostLog } from '#load';
import { withConnection } from './connect.ts';
import { isMachine, wrong } from './output.ts';

export interface AdoptOptions {
  readonly data: string;
  readonly note: string;
  /** Also where nothing seems wrong. */
  readonly force?: boolean;
  readonly json?: boolean;
}

function topicsOf(names: readonly string[]): readonly Topic[] {
  if (names.length === 0) return topicNames;
  return names.map((name) => {
    const topic = topicNames.find((known) => known === name);
    if (!topic) throw wrong(`topic ${name}: unknown; known are ${topicNames.join(', ')}`);
    return topic;
  });
}

/**
 * Adopts the logs of the named topics, or of all that were lost or replaced, as new generations. A topic whose log is the one that was
 * loaded is refused without `force`: loading it again from its beginning would count twice what was sent without a sequence.
 */
export async function adoptStream(names: readonly string[], options: AdoptOptions): Promise<void> {
  const wanted = topicsOf(names);
  if (options.force === true && names.length === 0) throw wrong('--force needs the topics by name');
  await withConnection(options.data, async ({ store, stream }) => {
    const log = await stream();
    const lost = new Map<Topic, readonly LostLog[]>();
    for (const topic of wanted) lost.set(topic, await findLostLogs({ store, stream: log }, topic));
    const adopted = wanted.filter((topic) => options.force === true || (lost.get(topic)?.length ?? 0) > 0);
    const intact = names.filter((name) => !adopted.some((topic) => topic === name));
    if (intact.length > 0)
      throw wrong(`${intact.join(', ')}: the log is the one that the store was loaded from; nothing is adopted`);
    for (const topic of adopted) {
      const generation = await adoptLog(store, topic, `${userInfo().username}: ${options.note}`);
      const reasons = (lost.get(topic) ?? []).map(({ reason }) => reason);
      process.stdout.write(
        isMachine(options)
          ? `${JSON.stringify({ topic, generation, reasons })}\n`
          : `${topic}: generation ${generation} begins\n${reasons.map((reason) => `  ${reason}\n`).join('')}`,
      );
    }
    if (adopted.length === 0) process.stderr.write('every log is the one that the store was loaded from\n');
  });
}
