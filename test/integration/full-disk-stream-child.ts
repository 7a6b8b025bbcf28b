import { createInterface } from 'node:readline';
import { messageOf, PipelineError, silentLogger } from '#runtime';
import { openEmbeddedStream } from '#stream/embedded';

/** For each line of stdin, does what it says and answers with a line: `append` one message, or `read` the offsets of all that are whole. */
const [directory = ''] = process.argv.slice(2);
const stream = openEmbeddedStream({ directory, logger: silentLogger });
const topic = 'log';
const value = Buffer.alloc(100_000, 7);
await stream.ensureTopics([{ topic, partitions: 1 }]);

async function append(): Promise<object> {
  const [place] = await stream.append(topic, [{ key: 'site-1', value }]);
  return { offset: String(place?.offset) };
}

async function read(): Promise<object> {
  const messages = await stream.read(topic, 0, 0n, { messages: 1_000, bytes: 1e9 });
  return { offsets: messages.filter((message) => message.value.equals(value)).map(({ offset }) => String(offset)) };
}

for await (const line of createInterface({ input: process.stdin })) {
  const answer = (line === 'append' ? append() : read()).catch((error: unknown) => ({
    code: error instanceof PipelineError ? error.code : 'UNKNOWN',
    message: messageOf(error),
  }));
  process.stdout.write(`${JSON.stringify(await answer)}\n`);
}
await stream.stop();
