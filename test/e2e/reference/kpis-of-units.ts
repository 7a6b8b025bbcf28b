import { amount, expectedOf, hashesPerShare, joulesPerKwh, type Parts, type Selected, time, total } from './parts.ts';

/** KPIs of miners. */
export const ofMiners: Readonly<Record<string, (selected: Selected) => Parts>> = {
  energy_m4_asic: ({ miners }) => ({
    numerator: total(miners, (one) => amount(one, 'energy')) / joulesPerKwh,
    covered: [total(miners, (one) => time(one, 'energy'))],
    expected: expectedOf(miners),
  }),
  hashrate_accepted: ({ miners, windowMs }) => ({
    numerator: (total(miners, (one) => amount(one, 'accepted')) * hashesPerShare) / 1e12,
    denominator: windowMs / 1000,
    covered: [total(miners, (one) => time(one, 'accepted'))],
    expected: expectedOf(miners),
  }),
  hashrate_device: ({ miners, windowMs }) => ({
    numerator: total(miners, (one) => amount(one, 'rate')) / 1000,
    denominator: total(miners, (one) => time(one, 'rate')) / 1000 / (expectedOf(miners) / windowMs),
    covered: [total(miners, (one) => time(one, 'rate'))],
    expected: expectedOf(miners),
  }),
  hashrate_realisation: ({ miners }) => ({
    numerator: total(miners, (one) => amount(one, 'accepted')) * hashesPerShare,
    denominator: total(miners, ({ unit, expectedMs }) => unit.nominalGhs * 1e9 * (expectedMs / 1000)),
    covered: [total(miners, (one) => time(one, 'accepted'))],
    expected: expectedOf(miners),
  }),
  availability_time: ({ miners }) => ({
    numerator: total(miners, ({ upMs }) => upMs),
    denominator: total(miners, ({ expectedMs, curtailedMs }) => expectedMs - curtailedMs),
    covered: [total(miners, (one) => time(one, 'rate'))],
    expected: expectedOf(miners),
  }),
  availability_time_gross: ({ miners }) => ({
    numerator: total(miners, ({ upMs }) => upMs),
    denominator: expectedOf(miners),
    covered: [total(miners, (one) => time(one, 'rate'))],
    expected: expectedOf(miners),
  }),
  reject_rate: ({ miners }) => ({
    numerator: total(miners, (one) => amount(one, 'rejected')),
    denominator: total(miners, (one) => amount(one, 'accepted') + amount(one, 'rejected') + amount(one, 'stale')),
    covered: [total(miners, ({ rejectsMs }) => rejectsMs)],
    expected: expectedOf(miners),
  }),
};

/** KPIs of boards. */
export const ofBoards: Readonly<Record<string, (selected: Selected) => Parts>> = {
  energy_gpu: ({ boards }) => ({
    numerator: total(boards, (one) => amount(one, 'energy')) / joulesPerKwh,
    covered: [total(boards, (one) => time(one, 'energy'))],
    expected: expectedOf(boards),
  }),
  gpu_power_utilization: ({ boards }) => ({
    numerator: total(boards, ({ limited }) => limited.amount),
    denominator: total(boards, ({ limit }) => limit.amount),
    covered: [total(boards, ({ limited }) => limited.ms)],
    expected: expectedOf(boards),
  }),
  sm_activity: ({ boards }) => ({
    numerator: total(boards, (one) => amount(one, 'sm')),
    denominator: total(boards, (one) => time(one, 'sm')),
    covered: [total(boards, (one) => time(one, 'sm'))],
    expected: expectedOf(boards),
  }),
  tensor_activity: ({ boards }) => ({
    numerator: total(boards, (one) => amount(one, 'tensor')),
    denominator: total(boards, (one) => time(one, 'tensor')),
    covered: [total(boards, (one) => time(one, 'tensor'))],
    expected: expectedOf(boards),
  }),
};
