import { existsSync } from 'node:fs';
import { topicNames } from '#contracts';
import { type Logger, PipelineError } from '#runtime';
import { openEmbeddedStream } from '#stream/embedded';

/**
 * Partitions of the embedded stream in a directory, which are fixed once it is created. Of one that is not there or has no topics yet 1: it
 * has one loader, to which more of them would only give smaller blocks.
 */
export async function partitionsOf(directory: string, logger: Logger): Promise<number> {
  if (!existsSync(directory)) return 1;
  const stream = openEmbeddedStream({ directory, logger });
  try {
    const [topic = ''] = topicNames;
    return (await stream.bounds(topic)).length;
  } catch (error) {
    if (error instanceof PipelineError && error.code === 'CONFIG_INVALID') return 1;
    throw error;
  } finally {
    await stream.stop();
  }
}
