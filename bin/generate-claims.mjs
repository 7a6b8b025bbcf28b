// Writes docs/claims.md from the claims of the catalogue.
import { writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { claims, directionSigns } from '../dist/libs/catalogue/index.js';

const heldAgainst = ({ threshold }) =>
  threshold ? `${directionSigns[threshold.direction]} ${threshold.value.toLocaleString('en')}` : 'nothing';
const measuredBy = ({ method, metric, kpi, minimumDays }) => {
  const days = minimumDays > 1 ? `, from ${minimumDays} days on` : '';
  return kpi ? `the metric \`${kpi.growthOf ?? kpi.of ?? metric}\`${days}` : `\`${method}\`${days}`;
};

const readingRow = (reading) =>
  `| \`${reading.id}\` | ${reading.title} (\`${reading.metric}\`) | ${reading.unit} | ${heldAgainst(reading)} | ${measuredBy(reading)} |`;

function sectionOf({ id, statement, readings, notTestable }) {
  const caveats = [...new Set(readings.flatMap(({ caveats: some = [] }) => some))];
  return [
    `### ${id}`,
    statement,
    ...(notTestable === undefined
      ? [
          [
            '| reading | what | unit | claimed | measured by |',
            '| --- | --- | --- | --- | --- |',
            ...readings.map(readingRow),
          ].join('\n'),
        ]
      : [`Not testable. ${notTestable}`]),
    ...(caveats.length > 0 ? [caveats.map((caveat) => `> ${caveat}`).join('\n>\n')] : []),
  ].join('\n\n');
}

const head = `# Claims

Generated from the catalogue by \`npm run generate\`; do not edit.

What the investment thesis says, in our own words, and the readings that each claim is held against. The thesis is known from an article; none of its numbers was found in its
author's own publications, so that all are \`source=article, attribution=unverified\`.

A claim is \`supported\` only if the whole 95 % interval lies where it says, \`contradicted\` only if the whole interval does not, else \`inconclusive\`; \`insufficient_data\` below the days or
the coverage (0.8) that a reading needs, or without an input that it needs; \`not_testable\` where telemetry cannot speak. A value that is held against nothing has no verdict.
Intervals are percentiles of a circular block bootstrap: whole local days in blocks of seven, 2,000 draws, a fixed seed, ratios of sums in every draw. Below 90 days they may be too narrow: such a value
is marked indicative. A reading that a metric of the catalogue answers has its value and coverage over the whole days of site time of the window, and an interval
where it is a sum or a ratio of sums over days. Correlation also has a rotation test: mining is shifted by whole weeks, and the smallest p that the weeks allow is told beside it.

Efficiency of a hybrid (S2.13, S4.3) is held against the same site under static dispatch. Which of the two was in force is told by the dispatch feed, as events of kind \`policy\`:

    [{"event_id": "p1", "revision": 1, "kind": "policy", "reason": "hybrid", "scope": "site", "started_at": "2026-05-04T05:00:00Z", "ended_at": "2026-05-05T05:00:00Z"},
     {"event_id": "p2", "revision": 1, "kind": "policy", "reason": "static", "scope": "site", "started_at": "2026-05-05T05:00:00Z", "ended_at": null}]

The best design that the policies allow is taken, and told with the value; the first two hours after a change never count.

- Switchback: days of both in the same week, to be chosen by lot. Ratio of sums, for energy, contract, cost and capital; 56 days at least.
- Hold-out: the site changed once, and some mining halls stayed static (\`"scope": "hall:ID"\`, \`"reason": "static"\`). Hash per energy of the others against theirs, after against before; 56 days of each. Halls that drifted
  apart before say nothing, and no verdict stands that could be the choice of halls: randomisation inference, of which few halls have no p below 0.05.
- Interrupted series: the site changed once, after 365 static days. Their regression on time, output, season, weekday and price says what the output after the change would have taken; it must explain days to 15 %.
  The window has to be asked for: \`from\` at least 421 days ago.
- Replay, where none of these says anything: \`modelled\`, and never \`supported\`. The site is held against what static dispatch would have made of the same hours, prices and difficulty: each workload has a part of the
  contract to itself, as large as its capacity (the load exceeded once in a thousand) is in that of both; AI runs what it ran, as far as its part goes; mining runs, at the load exceeded in a tenth of its time, whenever it
  pays. Hash and AI work per IT energy are those of the site, and its overhead is a straight line of its load, so that nothing is found that hybrid dispatch did for them. The parts and the line are worked out once and not
  drawn again. A metric has no modelled value.

Output is hash and busy GPU hours at the prices of the static days; where a price moved by more than a fifth, Fisher's index of both times. The strict reading leaves out what comes of the mix: a little more AI and
less mining would raise the plain one with nothing more efficient. The parts are those of the logarithmic mean Divisia index, and add up. The readings of several resources are one test: their intervals are
widened by Holm's method, and the level is told. \`check_low\` and \`check_high\` are the interval of the same days by Newey and West.

Claims about the world are held against public tables, which are not shipped but imported, and count from then on; \`as_of\` finds those of then. Columns are found by their titles:

| \`coload import\` | columns | of |
| --- | --- | --- |
| \`epoch-models FILE.csv\` | Model (or System), Publication date, Training compute (FLOP); Notability criteria | S1.1, S1.2 |
| \`epoch-chips FILE.csv\` | Chip manufacturer, End date, Compute estimate in H100e (median); 5th and 95th percentile, Incomplete | S1.2 |
| \`epoch-ownership FILE.csv\` | Owner, End date, Compute estimate in H100e (median); Chip manufacturer, Incomplete | S3.3 |
| \`vendor-revenue FILE.csv\` | Vendor, End date, Data center revenue (USD millions or billions) | S4.2 |
| \`cbeci FILE.csv\` | Timestamp, power MIN, GUESS and MAX, GW | \`own_fleet_vs_cbeci\` |
| \`iso-curtailment FILE.csv\` | Zone (or Region), Date, Curtailment (MWh), or Wind and Solar curtailment (MWh); Hour, Interval | S1.7, S2.5 |

An import replaces what its maker, vendor or zone, or the whole table, was before; \`public_import\` keeps file, digest, time and who. A row that cannot be used is told with its line, and left out.
Tables of a schedule under \`public_tables\` are asked for by the scheduler instead, once a day unless they say otherwise, and count as an import does.

    npx coload claims                                      the scorecard, a line per reading
    curl 'http://127.0.0.1:8080/v1/claims?site=SITE'        the same; &format=csv
    curl 'http://127.0.0.1:8080/v1/claims/S2.2?from=2026-01-01'
    curl 'http://127.0.0.1:8080/v1/verdicts'                verdicts that have changed`;

const sections = [...new Set(claims.map(({ section }) => section))].map((section) =>
  [
    `## ${section[0].toUpperCase()}${section.slice(1)}`,
    ...claims.filter((claim) => claim.section === section).map(sectionOf),
  ].join('\n\n'),
);
writeFileSync(
  'docs/claims.md',
  await format([head, ...sections].join('\n\n'), { ...(await resolveConfig('docs/claims.md')), parser: 'markdown' }),
);
