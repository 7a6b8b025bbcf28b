import type { Fault } from '#runtime';
import type { FactKind } from './facts/index.ts';
import { instantMs, monthOf, spanOf } from './instant.ts';
import type { SiteFile } from './schema.ts';
import type { Span } from './span.ts';

/** What has no meaning without its dates. */
const bounded: Partial<Record<FactKind, readonly ('from' | 'to')[]>> = {
  invoices: ['from', 'to'],
  payments: ['from', 'to'],
  coincident_peaks: ['from', 'to'],
  assets: ['from'],
  builds: ['from'],
};

/** What no single entry shows of tariffs, invoices and what else money is worked out from. */
export function moneyFaults(file: SiteFile): Fault[] {
  const spanned = <Entry extends { from?: string | undefined; to?: string | undefined }>(entries: readonly Entry[]) =>
    entries.map((entry, index) => ({ ...entry, index, span: spanOf(entry, file.site.zone) }));
  return [
    ...undated(file),
    ...overlaps('tariffs', spanned(file.tariffs), () => true),
    ...overlaps(
      'invoices',
      spanned(file.invoices),
      (a, b) => a.what === 'power' && b.what === 'power',
      'both say what power cost then',
    ),
    ...overlaps(
      'payments',
      spanned(file.payments),
      (a, b) => a.programme !== b.programme && a.block === b.block && a.mw > 0 && b.mw > 0,
      'the same MW cannot stand by for two programmes: tell them apart by `block`',
    ),
    ...file.builds
      .map(({ started, from }, index) => ({ started, from, index }))
      .filter(({ started, from }) => from && instantMs(started, file.site.zone) >= instantMs(from, file.site.zone))
      .map(({ index }) => ({ keys: ['builds', index, 'started'], message: 'must be before `from`' })),
    ...peakFaults(file),
  ];
}

/** A peak is an interval of a month that the tariff in force has one of. */
function peakFaults({ site, tariffs, coincident_peaks: peaks }: SiteFile): Fault[] {
  const minutes = (ms: number): number => ms / 60_000;
  return peaks.flatMap((peak, index) => {
    const { from, to } = spanOf(peak, site.zone);
    const fault = (message: string): Fault[] => [{ keys: ['coincident_peaks', index, 'from'], message }];
    if (!Number.isFinite(to - from)) return [];
    const tariff = tariffs.find((each) => holdsAt(spanOf(each, site.zone), from));
    const length = tariff?.cp_interval_min ?? 15;
    if (minutes(to - from) !== length || minutes(from) % Math.min(length, 15) !== 0)
      return fault(`must be a whole interval of ${length} minutes (cp_interval_min of the tariff)`);
    const month = monthOf(from, site.zone);
    return tariff && !tariff.cp_months.includes(month)
      ? fault(
          `is in month ${month}, in which the tariff has no coincident peak (cp_months: ${tariff.cp_months.join(', ')})`,
        )
      : [];
  });
}

const holdsAt = ({ from, to }: Span, ms: number): boolean => from <= ms && ms < to;

function undated(file: SiteFile): Fault[] {
  return Object.entries(bounded).flatMap(([kind, needed]) =>
    file[kind as FactKind].flatMap((entry, index) =>
      needed
        .filter((key) => entry[key] === undefined)
        .map((key) => ({ keys: [kind, index, key], message: 'is missing: it is of a time' })),
    ),
  );
}

type Spanned<Entry> = Entry & { readonly index: number; readonly span: Span };

/** Entries that exclude one another and hold at the same time. */
function overlaps<Entry>(
  kind: FactKind,
  entries: readonly Spanned<Entry>[],
  excludes: (a: Entry, b: Entry) => boolean,
  why = 'one holds at a time',
): Fault[] {
  return entries.flatMap((later, at) => {
    const earlier = entries
      .slice(0, at)
      .find(
        ({ span, ...entry }) =>
          span.from < later.span.to && later.span.from < span.to && excludes(entry as Entry, later),
      );
    if (!earlier) return [];
    return [{ keys: [kind, later.index, 'from'], message: `overlaps entry ${earlier.index}: ${why}` }];
  });
}
