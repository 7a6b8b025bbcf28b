import { topicNames } from '#contracts';
import { type DayTotals, type Gap, reconcileTopic } from '#load';
import { withConnection } from './connect.ts';
import { isMachine, say } from './output.ts';

export interface ReconcileOptions {
  readonly data: string;
  readonly json?: boolean;
}

const isWrong = ({ lost, doubled }: DayTotals): boolean => lost > 0 || doubled > 0;

const dayLine = ({ topic, partition, day, appended, stored, dead, lost, doubled }: DayTotals): string =>
  `${topic} partition ${partition} ${day ?? 'unreadable'}: ${appended} appended, ${stored} stored, ${dead} dead letters: ` +
  [lost > 0 && `${lost} lost`, doubled > 0 && `${doubled} doubled`].filter(Boolean).join(', ');

const gapLine = ({ topic, collector, site, from, to }: Gap): string =>
  `${topic} ${collector} ${site}: batches ${from === to ? from : `${from} to ${to}`} never reached the stream`;

/** Compares stream, readings and dead letters; ends with 1 when they differ. What still waits to be loaded is no difference. */
export async function reconcile(options: ReconcileOptions): Promise<void> {
  const days: DayTotals[] = [];
  const gaps: Gap[] = [];
  const totals = { messages: 0, waiting: 0, beyond: 0 };
  await withConnection(options.data, async ({ store, stream }) => {
    const log = await stream();
    for (const topic of topicNames) {
      if (process.stderr.isTTY) process.stderr.write(`${topic} …\n`);
      const found = await reconcileTopic({ store, stream: log }, topic);
      days.push(...found.days);
      gaps.push(...found.gaps);
      totals.messages += found.messages;
      totals.waiting += found.waiting;
      totals.beyond += found.beyond;
    }
  });
  const wrong = days.filter(isWrong);
  const sum = (of: 'appended' | 'stored' | 'dead' | 'lost' | 'doubled'): number =>
    days.reduce((total, day) => total + day[of], 0);
  const rows = {
    appended: sum('appended'),
    stored: sum('stored'),
    dead: sum('dead'),
    lost: sum('lost'),
    doubled: sum('doubled'),
  };
  const isEqual = wrong.length === 0 && gaps.length === 0 && totals.beyond === 0;
  if (isMachine(options)) {
    say(JSON.stringify({ equal: isEqual, ...totals, ...rows, days: wrong, gaps }));
  } else {
    for (const line of [...wrong.map(dayLine), ...gaps.map(gapLine)]) say(line);
    if (totals.beyond > 0) say(`${totals.beyond} rows are stored from offsets that the log does not reach`);
    say(
      `${isEqual ? 'equal' : 'not equal'}: ${rows.appended} rows appended in ${totals.messages} messages, ` +
        `${rows.stored} stored, ${rows.dead} dead letters; ${totals.waiting} messages wait`,
    );
  }
  if (!isEqual) process.exitCode = 1;
}
