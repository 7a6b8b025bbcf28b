import { type Topic, utcDay } from '#contracts';

/** Rows that may share a batch. */
export interface Group<Row> {
  readonly topic: Topic;
  readonly key: string;
  readonly day: number;
  readonly rows: Row[];
}

/** Rows by topic, key and UTC day, in the order they came. */
export class Groups<Row> {
  readonly #groups = new Map<string, Group<Row>>();
  #last: Group<Row> | undefined;

  add(topic: Topic, key: string, at: number, row: Row): void {
    const day = utcDay(at);
    const last = this.#last;
    const group = last?.day === day && last.key === key && last.topic === topic ? last : this.#find(topic, key, day);
    group.rows.push(row);
    this.#last = group;
  }

  all(): Iterable<Group<Row>> {
    return this.#groups.values();
  }

  #find(topic: Topic, key: string, day: number): Group<Row> {
    const id = `${topic} ${day} ${key}`;
    const found = this.#groups.get(id);
    if (found) return found;
    const group = { topic, key, day, rows: [] };
    this.#groups.set(id, group);
    return group;
  }
}
