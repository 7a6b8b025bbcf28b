import kafkajs from 'kafkajs';
import { type Logger, messageOf, PipelineError, Retriable } from '#runtime';

export interface KafkaConnection {
  readonly brokers: readonly string[];
  readonly clientId: string;
  readonly ssl?: kafkajs.KafkaConfig['ssl'];
  readonly sasl?: kafkajs.SASLOptions;
}

/** A kafkajs client that logs through ours; kafkajs calls many things errors that it then repairs, so they are warnings here. */
export function createClient(connection: KafkaConnection, logger: Logger): kafkajs.Kafka {
  const { brokers, clientId, ssl, sasl } = connection;
  return new kafkajs.Kafka({
    brokers: [...brokers],
    clientId,
    ...(ssl === undefined ? {} : { ssl }),
    ...(sasl === undefined ? {} : { sasl }),
    connectionTimeout: 5_000,
    requestTimeout: 20_000,
    retry: { initialRetryTime: 100, maxRetryTime: 2_000, retries: 8 },
    logLevel: kafkajs.logLevel.INFO,
    logCreator:
      () =>
      ({ namespace, level, log }) => {
        const { message, timestamp: _timestamp, logger: _logger, stack: _stack, ...details } = log;
        const isBad = level === kafkajs.logLevel.ERROR || level === kafkajs.logLevel.WARN;
        logger[isBad ? 'warn' : 'debug']({ from: `kafkajs ${namespace}`, details }, message);
      },
  });
}

/** A connected view of the cluster's topics for requests that kafkajs has no call for. Disconnect it after use. */
export async function connectCluster(client: kafkajs.Kafka): Promise<kafkajs.Cluster> {
  let found: kafkajs.Cluster | undefined;
  const capture: kafkajs.PartitionAssigner = ({ cluster }) => {
    found = cluster;
    return {
      name: 'none',
      version: 0,
      assign: () => Promise.resolve([]),
      protocol: () => ({ name: 'none', metadata: Buffer.alloc(0) }),
    };
  };
  client.consumer({ groupId: 'none', partitionAssigners: [capture] });
  if (!found) throw new TypeError('kafkajs did not create its assigner');
  await found.connect();
  return found;
}

interface KafkaFault extends Error {
  readonly type?: string;
  readonly retriable?: boolean;
  readonly topic?: string;
  readonly partition?: number;
}

/** A kafkajs error's facts, looked for in its causes too. */
export function faultOf(error: unknown): {
  name: string;
  type: string;
  isRetriable: boolean;
  topic?: string;
  partition?: number;
} {
  if (!(error instanceof Error)) return { name: '', type: '', isRetriable: false };
  const fault = error as KafkaFault;
  if (fault.type === undefined && fault.cause instanceof Error) return faultOf(fault.cause);
  const { name, type = '', retriable = false, topic, partition } = fault;
  return {
    name,
    type,
    isRetriable: retriable,
    ...(topic === undefined ? {} : { topic }),
    ...(partition === undefined ? {} : { partition }),
  };
}

/** Any failure of Kafka as ours: STREAM_UNAVAILABLE, with what was being done. */
export function unavailable(what: string, error: unknown): PipelineError {
  if (error instanceof PipelineError) return error;
  return new Retriable('STREAM_UNAVAILABLE', `Kafka cannot ${what}: ${messageOf(error)}`, { cause: error });
}
