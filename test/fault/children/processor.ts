import { schemaById } from '#contracts';
import { createLogger, readConfig, stopOnSignal } from '#runtime';
import { type Block, createStore, type Store } from '#store';
import { type JoinOptions, type Member, openStream, type Stream, type StreamMessage } from '#stream';
import { openKafkaStream } from '#stream/kafka';
import { startProcessor } from '../../../apps/processor/app.ts';
import { processorConfig } from '../../../apps/processor/config.ts';
import { openRollups } from '../../../apps/processor/rollups.ts';
import { olderAsic } from '../older-schema.ts';
import { around, broken } from './points.ts';
import { shiftedClock } from './shifted-clock.ts';

/** The processor as it is, with named points around what it does to the world and, where asked for, a broken promise. */

const isLoading = ({ statement }: Block): boolean => statement.includes('/* coload load partition=');

/** The same insert whoever the owner is. */
const withoutFence = (block: Block): Block => ({
  ...block,
  statement: block.statement.replace(/WHERE \(SELECT argMax\(id.*?\) = \{owner:String\}/, 'WHERE 1'),
});

function withPoints(store: Store): Store {
  return {
    ...store,
    insertBlock: (block) => {
      if (!isLoading(block)) return store.insertBlock(block);
      return around('insert', () => store.insertBlock(broken === 'skip-fence' ? withoutFence(block) : block));
    },
  };
}

/** Commits what it is about to hand over, as a consumer does that commits automatically. */
async function commitEarly(member: Member, partition: number, messages: readonly StreamMessage[]): Promise<void> {
  const positions = new Map(messages.map(({ topic, offset }) => [topic, { offset: offset + 1n, metadata: '' }]));
  if (positions.size > 0) await member.commit(partition, positions);
}

const memberWithPoints = (member: Member): Member => ({
  get bufferedBytes() {
    return member.bufferedBytes;
  },
  seek: (...args) => member.seek(...args),
  committed: (partition) => member.committed(partition),
  leave: () => member.leave(),
  commit: (partition, positions) => around('commit', () => member.commit(partition, positions)),
  take: async (partition, limit) => {
    const messages = await member.take(partition, limit);
    if (broken === 'commit-before-insert') await commitEarly(member, partition, messages);
    return messages;
  },
});

const streamWithPoints = (stream: Stream): Stream => ({
  ensureTopics: (topics) => stream.ensureTopics(topics),
  append: (...args) => stream.append(...args),
  bounds: (topic) => stream.bounds(topic),
  committed: (group, topic) => stream.committed(group, topic),
  read: (...args) => stream.read(...args),
  stop: () => stream.stop(),
  join: async (options: JoinOptions) =>
    memberWithPoints(
      await stream.join({
        ...options,
        onAssigned: (partitions, member) => options.onAssigned(partitions, memberWithPoints(member)),
      }),
    ),
});

/** Killed members of a group of Kafka are missed sooner than by default: that is what most of the time would be spent on. */
const sessionTimeoutMs = 3_000;

const open: typeof openStream = async ({ brokers, clientId, logger: own, ...options }) =>
  brokers === undefined
    ? openStream({ brokers, clientId, logger: own, ...options })
    : openKafkaStream({ brokers: brokers.split(','), clientId, logger: own, sessionTimeoutMs });

const config = readConfig(processorConfig);
const logger = createLogger('processor', config.LOG_LEVEL);
const app = await startProcessor(config, logger, {
  clock: shiftedClock,
  lookup: (id) => (id === olderAsic.id ? olderAsic : schemaById(id)),
  createStore: (options) => withPoints(createStore(options)),
  openStream: async (options) => streamWithPoints(await open(options)),
  openRollups: async (options) => {
    const rollup = await openRollups(options);
    return { ...rollup, recompute: (given) => around('recompute', () => rollup.recompute(given)) };
  },
});
stopOnSignal(app, logger);
process.stdout.write(`${JSON.stringify({ ready: true, app: 'processor', url: app.url })}\n`);
