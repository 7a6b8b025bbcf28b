import type kafkajs from 'kafkajs';
import { PipelineError } from '#runtime';
import { Budget } from '../budget.ts';
import type { ReadLimit, StreamMessage } from '../stream.ts';
import { connectCluster, unavailable } from './client.ts';
import { type Fetched, fetchOnce, type Want } from './fetch.ts';
import type { Topics } from './topics.ts';

const waitMs = 500;
const leastBytes = 64 * 1024;
const mostBytes = 8 * 1024 * 1024;

/** Reads without a group. */
export class Reader {
  readonly #client: kafkajs.Kafka;
  readonly #topics: Topics;
  #cluster: Promise<kafkajs.Cluster> | undefined;

  constructor(options: { client: kafkajs.Kafka; topics: Topics }) {
    this.#client = options.client;
    this.#topics = options.topics;
  }

  async read(at: { topic: string; partition: number; from: bigint }, limit: ReadLimit): Promise<StreamMessage[]> {
    const { topic, partition } = at;
    const bounds = (await this.#topics.bounds(topic))[partition];
    if (!bounds) throw new PipelineError('CONFIG_INVALID', `The topic ${topic} has no partition ${partition}.`);
    const budget = new Budget(limit);
    const maxBytes = Math.max(leastBytes, Math.min(limit.bytes, mostBytes));
    const messages: StreamMessage[] = [];
    let from = at.from < bounds.first ? bounds.first : at.from;
    while (from < bounds.next && !budget.isSpent) {
      const fetched = await this.#fetch({ topic, partition, from, maxBytes });
      if (!fetched || fetched.isOutOfRange || fetched.next === from) break;
      const end = fetched.messages.findIndex(({ value }) => !budget.spend(value.length));
      if (end !== -1) return [...messages, ...fetched.messages.slice(0, end)];
      messages.push(...fetched.messages);
      from = fetched.next;
    }
    return messages;
  }

  async stop(): Promise<void> {
    const cluster = await this.#cluster?.catch(() => undefined);
    this.#cluster = undefined;
    await cluster?.disconnect();
  }

  async #fetch(want: Want): Promise<Fetched<Want> | undefined> {
    try {
      this.#cluster ??= connectCluster(this.#client);
      const cluster = await this.#cluster;
      await cluster.addMultipleTargetTopics([want.topic]);
      return (await fetchOnce(cluster, [want], waitMs))[0];
    } catch (error) {
      await this.stop();
      throw unavailable(`read ${want.topic}[${want.partition}]`, error);
    }
  }
}
