import { describe, expect, test } from '@jest/globals';
import { nearest, PipelineError } from '#runtime';
import { parseSite, type Site } from '#register';

const good = `
site: { id: north, zone: America/Chicago, contracted_mw: [{ mw: 5, to: 2026-06-01 }, { mw: 8, from: 2026-06-01 }] }
halls:
  - { id: shed, workload: mining, loop: wet }
  - { id: gpu, workload: ai }
market:
  power: { market: ERCOT, node: HB_WEST, product: RT5, url: 'http://127.0.0.1:9/prices' }
  pool_fee: 0.01
defaults: { poll_s: 30 }
devices:
  - { id: m1, kind: cgminer, address: '10.0.0.5:4028', hall: shed, model: S21, nominal_ths: 200, nominal_w: 3500, from: 2026-03-08 }
  - { id: host, kind: dcgm, address: '[::1]:9400', hall: gpu, gpus: 2, nominal_w: 700 }
  - { id: main, kind: sunspec, address: '10.0.0.7:502', unit: 3, point: M0, poll_s: 5 }
certificates:
  - { mwh: 1200, instrument: REC M-RETS 7, from: 2026-03-01, to: 2026-04-01 }
`;

function faultsOf(text: string): readonly string[] {
  try {
    parseSite(text, 'site.yaml');
    return [];
  } catch (error) {
    if (error instanceof PipelineError) return error.details['faults'] as string[];
    throw error;
  }
}

describe('a site file', () => {
  const site = parseSite(good, 'site.yaml');

  test('gives every board of a GPU host its place in the inventory', () => {
    expect(site.units.map((unit) => unit.device)).toEqual(['m1', 'host/0', 'host/1', 'main']);
  });

  test('takes poll periods from the device and else from the defaults', () => {
    expect(site.devices.map((device) => device.pollMs)).toEqual([30_000, 30_000, 5_000]);
  });

  test('reads a date as its first instant in the zone of the site, on the day of a clock change too', () => {
    expect(site.devices[0]?.from).toBe(Date.parse('2026-03-08T06:00:00Z'));
    expect(site.contracted[1]?.from).toBe(Date.parse('2026-06-01T05:00:00Z'));
  });

  test('gives a unit the cooling loop of its hall', () => {
    expect(site.units[0]?.loop).toBe('wet');
  });

  test('lists dated facts beside its devices, in the time of the site', () => {
    expect(site.facts.certificates).toEqual([
      {
        mwh: 1200,
        instrument: 'REC M-RETS 7',
        from: Date.parse('2026-03-01T06:00:00Z'),
        to: Date.parse('2026-04-01T05:00:00Z'),
      },
    ]);
    expect(parseSite(good.slice(0, good.indexOf('certificates:')), 'site.yaml').facts.certificates).toEqual([]);
  });

  test('may have tariffs that follow one another, credits beside an invoice, and MW of its own for each programme', () => {
    const text = `${good}
tariffs: [{ to: 2026-06-01 }, { demand_per_kw: 15, from: 2026-06-01 }]
invoices: [{ what: power, amount: 9, from: 2026-06-01, to: 2026-07-01 }, { what: credit, amount: 2, from: 2026-06-01, to: 2026-07-01 }]
payments:
  - { programme: ers, block: a, mw: 1, per_mw_h: 9, from: 2026-06-01, to: 2026-07-01 }
  - { programme: ancillary, block: b, mw: 1, per_mw_h: 9, from: 2026-06-08, to: 2026-06-09 }
`;
    expect(parseSite(text, 'site.yaml').facts.tariffs.map(({ demand_per_kw }) => demand_per_kw)).toEqual([0, 15]);
  });

  test('may have jobs told by labels of some hosts and by events of the others, or of another time', () => {
    const labelled = good.replace('gpus: 2', 'gpus: 2, label_jobs: batch, to: 2026-05-01');
    for (const log of [
      '{ hall: gpu, labels: true }',
      '{ labels: true }',
      '{ hall: gpu, from: 2026-05-01 }',
      '{ hall: shed }',
    ])
      expect([log, faultsOf(`${labelled}job_log: [${log}]\n`)]).toEqual([log, []]);
  });

  test('understands an IPv6 address', () => {
    expect(site.devices[1]).toMatchObject({ host: '::1', port: 9400 });
  });
});

test('a yearly factor is one number, or dated steps that are facts like those listed', () => {
  const withFactor = (text: string): Site =>
    parseSite(good.replace('  pool_fee', `  ${text}\n  pool_fee`), 'site.yaml');
  expect(withFactor('carbon_g_per_kwh: 380').market.carbonGPerKwh).toBe(380);
  const dated = withFactor(
    'carbon_g_per_kwh: [{ g_per_kwh: 390, to: 2026-01-01 }, { g_per_kwh: 380, from: 2026-01-01 }]',
  );
  expect(dated.market.carbonGPerKwh).toBeNull();
  expect(dated.facts.carbon_factors.map(({ method, g_per_kwh }) => [method, g_per_kwh])).toEqual([
    ['location', 390],
    ['location', 380],
  ]);
  expect(dated.facts.carbon_factors[0]?.to).toBe(dated.facts.carbon_factors[1]?.from);
});

describe('a wrong site file', () => {
  test('is refused with every fault, each with file, line, column and key', () => {
    const text = `site: { id: north, zone: Amerika/Chicago }
halls: [{ id: shed, workload: minning }]
devices:
  - { id: m1, kind: cgminr, address: '10.0.0.5:4028', hall: shed }
  - id: m2
    kind: cgminer
    adress: 10.0.0.5
    nominal_ths: -3
`;
    const faults = faultsOf(text);
    expect(faults).toContainEqual(expect.stringMatching(/^site\.yaml:1:\d+ site\.zone: .*tz database/));
    expect(faults).toContainEqual(expect.stringMatching(/^site\.yaml:2:\d+ halls\.0\.workload: /));
    expect(faults).toContainEqual(
      expect.stringMatching(/^site\.yaml:4:\d+ devices\.0\.kind: unknown device kind; known are cgminer/),
    );
    expect(faults).toContainEqual(
      expect.stringMatching(/^site\.yaml:7:\d+ devices\.1\.adress: unknown key; did you mean address\?/),
    );
    expect(faults).toContainEqual(expect.stringMatching(/^site\.yaml:5:\d+ devices\.1\.address: /));
    expect(faults).toContainEqual(expect.stringMatching(/^site\.yaml:8:\d+ devices\.1\.nominal_ths: /));
  });

  test.each([
    [
      'a hall that does not exist',
      good.replace('hall: shed, model', 'hall: shet, model'),
      /devices\.0\.hall: no hall shet; did you mean shed\?/,
    ],
    [
      'an id given twice',
      good.replace('id: host', 'id: main'),
      /devices\.2\.id: device id main is also that of entry 1/,
    ],
    [
      'an id given twice at one time, once with its dates',
      good.replace('id: host', 'id: m1'),
      /devices\.1\.id: device id m1 is also that of entry 0/,
    ],
    [
      'a log of jobs of a hall that does not exist',
      `${good}job_log: [{ hall: gpuu }]\n`,
      /job_log\.0\.hall: no hall gpuu; did you mean gpu\?/,
    ],
    [
      'an inference server on boards that are none',
      `${good}inference_servers: [{ server: m1, devices: [hots, host/2] }]\n`,
      /inference_servers\.0\.server: m1 is of kind cgminer, not inference[^]*no GPU host hots[^]*host has 2 boards: no host\/2/,
    ],
    [
      'a hall whose tokens jobs and a server tell',
      `${good.replace('certificates:', "  - { id: llm, kind: inference, address: '10.0.0.8:8000' }\ncertificates:")}job_log: [{ hall: gpu, to: 2026-05-01 }, { hall: shed }]\ninference_servers: [{ server: llm, devices: [host], from: 2026-04-30 }]\n`,
      /inference_servers\.0\.server: tokens of hall gpu are told by jobs too \(job_log\): say `serving: servers` there/,
    ],
    [
      'labels of jobs of a miner',
      good.replace('nominal_ths: 200', 'nominal_ths: 200, label_jobs: train'),
      /devices\.0\.label_jobs: cgminer shows no labels of jobs/,
    ],
    [
      'a hall whose jobs labels and events tell',
      `${good.replace('gpus: 2', 'gpus: 2, label_jobs: batch, to: 2026-06-01')}job_log: [{ hall: shed }, { hall: gpu, from: 2026-05-01 }]\n`,
      /devices\.1\.label_jobs: jobs of hall gpu are told by events too \(job_log\): say `labels: true` there/,
    ],
    [
      'two service levels of one server',
      good.replace(
        'certificates:',
        "  - { id: llm, kind: inference, address: '10.0.0.8:8000', slo_ttft_s: 1, slo_e2e_s: 10 }\ncertificates:",
      ),
      /devices\.3\.slo_e2e_s: a server has one service level/,
    ],
    [
      'a service level of a miner',
      good.replace('nominal_ths: 200', 'nominal_ths: 200, slo_e2e_s: 2'),
      /devices\.0\.slo_e2e_s: cgminer answers no requests/,
    ],
    ['a miner without its rating', good.replace('nominal_ths: 200, ', ''), /devices\.0\.nominal_ths: is missing/],
    ['a meter without its point', good.replace(', point: M0', ''), /devices\.2\.point: is missing/],
    [
      'a span that ends before it starts',
      good.replace('from: 2026-03-08', 'from: 2026-03-08, to: 2026-03-01'),
      /devices\.0\.to: /,
    ],
    [
      'a port out of range',
      good.replace('10.0.0.7:502', '10.0.0.7:70000'),
      /devices\.2\.address: the port must be at most 65535/,
    ],
    [
      'a secret whose variable is not set',
      good.replace('unit: 3', 'unit: 3, password_env: COLOAD_NO_SUCH'),
      /COLOAD_NO_SUCH is not set/,
    ],
    [
      'a carbon source whose login is missing',
      good.replace('  pool_fee', "  carbon: { kind: watttime, zone: ERCOT, url: 'http://127.0.0.1:9' }\n  pool_fee"),
      /market\.carbon\.password_env: is missing/,
    ],
    [
      'two tariffs at once',
      `${good}tariffs: [{ to: 2026-06-02 }, { demand_per_kw: 15, from: 2026-06-01 }]\n`,
      /tariffs\.1\.from: overlaps entry 0/,
    ],
    [
      'two invoices that both say what power cost',
      `${good}invoices: [{ what: power, amount: 1, from: 2026-06-01, to: 2026-07-01 }, { what: power, amount: 2, from: 2026-06-30, to: 2026-08-01 }]\n`,
      /invoices\.1\.from: overlaps entry 0/,
    ],
    [
      'an invoice of no time',
      `${good}invoices: [{ what: credit, amount: 1, from: 2026-06-01 }]\n`,
      /invoices\.0\.to: is missing/,
    ],
    [
      'MW that stand by for two programmes',
      `${good}payments: [{ programme: ers, mw: 1, per_mw_h: 9, from: 2026-06-01, to: 2026-07-01 }, { programme: ancillary, mw: 1, per_mw_h: 9, from: 2026-06-08, to: 2026-06-09 }]\n`,
      /payments\.1\.from: overlaps entry 0: the same MW/,
    ],
    [
      'a build that was energised before it was decided on',
      `${good}builds: [{ mw: 1, started: 2026-06-02, from: 2026-06-01 }]\n`,
      /builds\.0\.started: must be before `from`/,
    ],
    [
      'a coincident peak that is no settlement interval',
      `${good}coincident_peaks: [{ system: ERCOT, from: '2026-06-01T20:07:00Z', to: '2026-06-01T20:22:00Z' }]\n`,
      /coincident_peaks\.0\.from: must be a whole interval of 15 minutes/,
    ],
    [
      'a coincident peak in a month that has none',
      `${good}tariffs: [{ cp_months: [6, 7] }]\ncoincident_peaks: [{ system: ERCOT, from: '2026-06-01T04:45:00Z', to: '2026-06-01T05:00:00Z' }]\n`,
      /coincident_peaks\.0\.from: is in month 5, in which/,
    ],
    [
      'a placeholder that is not known',
      good.replace('9/prices', '9/prices?day={day}'),
      /market\.power\.url: a placeholder is \{date\}/,
    ],
    [
      'half a login',
      good.replace('market: ERCOT', 'kind: ercot, username: u, market: ERCOT'),
      /power\.password_env: is missing/,
    ],
    [
      'a key that the market does not ask for',
      good.replace('market: ERCOT', 'kind: spp, key_env: PATH, market: SPP'),
      /power\.key_env: spp asks for no key/,
    ],
    [
      'a GPU that is worth nothing known',
      good.replace('  pool_fee', '  gpu: { billed_share: 0.5 }\n  pool_fee'),
      /market\.gpu: give usd_per_gpu_hour or price/,
    ],
    [
      'a catalogue of nobody',
      good.replace(
        '  pool_fee',
        "  gpu: { billed_share: 1, price: { kind: gpuhunt, model: H100, url: 'http://127.0.0.1:9' } }\n  pool_fee",
      ),
      /market\.gpu\.price\.venue: is missing/,
    ],
    [
      'off-peak hours of no length',
      `${good}off_peak: [{ start: '06:00', end: '06:00' }]`,
      /off_peak\.0\.end: is also the start/,
    ],
    ['off-peak hours between the quarters', `${good}off_peak: [{ start: '06:10' }]`, /off_peak\.0\.start: HH:MM/],
    [
      'a certificate whose time has no end',
      good.replace(/certificates:[\s\S]*?(?=\n\w|$)/, 'certificates: [{ mwh: 1, instrument: REC, from: 2026-01-01 }]'),
      /certificates\.0\.to: is missing/,
    ],
    [
      'a contract whose meter makes nothing',
      `${good}\nsupply_contracts: [{ name: roof, kind: onsite, meter: main }]`,
      /supply_contracts\.0\.meter: no meter at Mg main/,
    ],
    [
      'a contract without its power',
      `${good}\nsupply_contracts: [{ name: wind, kind: ppa }]`,
      /supply_contracts\.0\.mw: is missing/,
    ],
    [
      'reuse of a loop that does not exist',
      `${good}\nheat_reuse: [{ loop: nowhere }]`,
      /heat_reuse\.0\.loop: no cooling loop nowhere/,
    ],
    [
      'a share of the chips of a hall that does not exist',
      `${good}\ncompute_shares: [{ hall: shet, share: 0.9 }]`,
      /compute_shares\.0\.hall: no hall shet; did you mean shed\?/,
    ],
    [
      'a temperature band upside down',
      `${good}\nthermal_bands: [{ recommended_c: [30, 20], allowable_c: [15, 32] }]`,
      /thermal_bands\.0\.recommended_c: the first must be below the second/,
    ],
    [
      'average and marginal losses beside one another',
      `${good}\nloss_factors: [{ grid: 0.05, basis: average, to: 2026-01-01 }, { grid: 0.1, basis: marginal, from: 2026-01-01 }]`,
      /loss_factors\.1\.basis: is not that of entry 0 \(average\)/,
    ],
    [
      'two factors that hold at once',
      `${good}\ncarbon_factors: [{ g_per_kwh: 1, to: 2026-02-01 }, { g_per_kwh: 2, from: 2026-01-01 }]`,
      /carbon_factors\.1: holds at the same time as entry 0/,
    ],
    [
      'a dated factor that ends before it starts',
      good.replace(
        '  pool_fee',
        '  carbon_g_per_kwh: [{ g_per_kwh: 1, from: 2026-02-01, to: 2026-01-01 }]\n  pool_fee',
      ),
      /market\.carbon_g_per_kwh\.0\.to: /,
    ],
    [
      'a node whose login is missing',
      good.replace('  pool_fee', "  chain: { kind: node, url: 'http://127.0.0.1:9' }\n  pool_fee"),
      /market\.chain\.username: is missing: a node asks for a login/,
    ],
    ['text that is not YAML', 'site: {', /^site\.yaml:1:\d+ /],
    ['an empty file', '', /site/],
  ])('names %s', (_, text, fault) => {
    let message = '';
    try {
      parseSite(text, 'site.yaml');
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).toMatch(new RegExp(fault.source.replace(/^\^/, ''), 'm'));
  });
});

test('the nearest known word is offered only when it is near', () => {
  expect(nearest('adress', ['address', 'hall'])).toBe('address');
  expect(nearest('zzzzzz', ['address', 'hall'])).toBeUndefined();
});
