import { readCsvTable } from '../csv.ts';
import { numberIn, textIn } from '../fault.ts';
import { powerConventions } from './convention.ts';
import { localTimeIn, zoneClock } from './local-time.ts';
import { type PowerParser, powerRows } from './rows.ts';

const minuteMs = 60_000;
const ownArea = 'SPP';

/**
 * SPP locational marginal prices: the files `DA-LMP-SL-*.csv` (DA) and `RTBM-LMP-SL-*.csv` (RT5) of the portal's file browser, with the columns
 * `Interval, GMTIntervalEnd, Settlement Location, Pnode, LMP, MLC, MCC, MEC` and, since the western expansion of 2026, `BAA`, in any spelling of the titles.
 * Source: the headers of the files at portal.spp.org, as public readers of them (gridstatus `spp.py`) record them. The stamp is the end of the interval; only its GMT column is read.
 * A node is the settlement location; of another balancing area than SPP it is `<area>:<location>`, as both may name a location alike.
 */
export const parseSpp: PowerParser = (body, options) => {
  const out = powerRows('SPP', options);
  const clock = zoneClock(powerConventions.SPP.zone);
  const lengthMs = powerConventions.SPP.minutes[options.product === 'DA' ? 'DA' : 'RT5'] * minuteMs;
  const table = readCsvTable(body, options.feed, ['gmtintervalend', 'settlementlocation', 'lmp']);
  for (const { where, cells } of table.rows) {
    out.add(where, () => {
      const area = cells.get('baa') ?? ownArea;
      const location = textIn('Settlement Location', cells.get('settlementlocation'));
      const node = area === ownArea ? location : `${area}:${location}`;
      if (!out.wants(node)) return null;
      const at = localTimeIn('GMTIntervalEnd', textIn('GMTIntervalEnd', cells.get('gmtintervalend')));
      const end = clock.flagged('GMTIntervalEnd', at, false);
      return {
        node,
        start_at: end - lengthMs,
        end_at: end,
        price: numberIn('LMP', cells.get('lmp')),
        energy: numberIn('MEC', cells.get('mec')),
        congestion: numberIn('MCC', cells.get('mcc')),
        loss: numberIn('MLC', cells.get('mlc')),
      };
    });
  }
  const { rows, problems } = out.done();
  return { rows, problems: [...table.problems, ...problems] };
};
