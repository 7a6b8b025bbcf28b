import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { safeInteger, type Store } from '#store';
import { sql } from './sql.ts';

const name = 'scheduler';
/** How long it holds unless it is kept, s: longer than a round may take. */
const usualSeconds = 120;

const row = z.object({ holder: z.string(), epoch: safeInteger, is_held: z.coerce.boolean() });

/** Of several schedulers one works. Whoever loses the lease in the middle of its work finds its writes refused by `holder`. */
export class Lease {
  readonly holder = randomUUID();
  readonly name = name;
  readonly #store: Store;
  readonly #seconds: number;
  #epoch: number | null = null;

  constructor(store: Store, seconds = usualSeconds) {
    this.#store = store;
    this.#seconds = seconds;
  }

  /** Which time of holding this is: the same as long as nobody else has held it since; null before the first. */
  get epoch(): number | null {
    return this.#epoch;
  }

  async #read(): Promise<z.output<typeof row>> {
    const [found] = await this.#store.query(sql('holder'), { params: { name }, schema: row });
    return found ?? { holder: '', epoch: 0, is_held: false };
  }

  #write(epoch: number, holder: string = this.holder): Promise<void> {
    return this.#store.command(sql('hold'), { params: { name, epoch, holder, seconds: this.#seconds } });
  }

  /** Takes the lease, or keeps it, for its time; false while another one has it. Errors as of the store. */
  async hold(): Promise<boolean> {
    const { holder, epoch, is_held } = await this.#read();
    if (holder !== this.holder && holder !== '' && is_held) return false;
    this.#epoch = holder === this.holder ? epoch : epoch + 1;
    await this.#write(this.#epoch);
    return this.isHeld();
  }

  /** Lets another take it at once. */
  async release(): Promise<void> {
    const { holder, epoch } = await this.#read();
    if (holder === this.holder) await this.#write(epoch + 1, '');
  }

  /** Whether nobody has taken it since. */
  async isHeld(): Promise<boolean> {
    return (await this.#read()).holder === this.holder;
  }
}
