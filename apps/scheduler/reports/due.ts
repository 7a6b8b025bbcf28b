import type { PeriodKind } from '#catalogue';
import { after, lastEnded, type Period, type WorkingCalendar } from '#report';

/** Periods that are caught up with in one round, after a long time without a scheduler. */
const atOnce = 31;

interface Asked {
  readonly kind: PeriodKind;
  /** Hour of the day after the period, `06:00`; of the next working day where that is none. */
  readonly at: string;
  readonly calendar?: WorkingCalendar;
  readonly zones: readonly string[];
  readonly now: number;
  /** The period that was issued last; the first issue is of the last period that has ended. */
  readonly last: Period | undefined;
}

/** The periods of which an issue is due: those after the last issue that have ended in every zone, the earliest first. */
export function duePeriods({ kind, at, calendar, zones, now, last }: Asked): Period[] {
  const ended = zones
    .map((zone) => lastEnded(kind, { zone, at, now, calendar }))
    .toSorted((a, b) => (a.label < b.label ? -1 : 1));
  const [newest] = ended;
  if (!newest) return [];
  if (!last) return [newest];
  const due: Period[] = [];
  for (let next = after(last); next.label <= newest.label && due.length < atOnce; next = after(next)) due.push(next);
  return due;
}
