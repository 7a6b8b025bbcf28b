import type { DeviceKind } from '#contracts';
import { type Fake, serveHttp, serveMiner, serveModbus } from './servers.ts';

const status = {
  STATUS: [{ STATUS: 'S', When: 1_700_000_000, Code: 11, Msg: 'ok', Description: 'cgminer 4.11' }],
  id: 1,
};
const reply = (payload: object): string => `${JSON.stringify({ ...status, ...payload })}\0`;

/** A small miner: 100 TH/s for an hour. */
export const miner: Readonly<Record<string, string>> = {
  summary: reply({
    SUMMARY: [
      {
        Elapsed: 3600,
        'GHS 5s': '100000.00',
        'GHS av': 100_000,
        'Total MH': 360_000_000_000,
        'Hardware Errors': 4,
        'Difficulty Accepted': 80_000,
        'Difficulty Rejected': 16,
        'Difficulty Stale': 0,
      },
    ],
  }),
  stats: reply({
    STATS: [
      { Type: 'Antminer Test', Miner: '1.0' },
      {
        Elapsed: 3600,
        'GHS 5s': '100000.00',
        chain_acn1: 77,
        chain_rate1: '50000.00',
        chain_acn2: 77,
        chain_rate2: '50000.00',

        chain_acn3: 0,
        chain_rate3: '',
        temp_chip1: '70-0-71-72',
        temp_chip2: '60-61-62-63',
        temp_chip3: '0-0-0-0',
        temp_pcb1: '50-51-52-53',
        fan_num: 2,
        fan1: 5880,
        fan2: 6000,
        chain_power: '3250 W',
        miner_id: 'abc123',
      },
    ],
  }),
  version: reply({ VERSION: [{ BMMiner: '2.0.0', API: '3.1', Miner: '1.0', Type: 'Antminer Test' }] }),
  pools: reply({ POOLS: [{ POOL: 0, 'Difficulty Accepted': 80_000 }] }),
};

const gpuLabels =
  'gpu="0",UUID="GPU-1",modelName="NVIDIA H100 80GB HBM3",Hostname="host",DCGM_FI_DRIVER_VERSION="570.1"';

/** One board at 350.5 W. */
export const exporter: Readonly<Record<string, string>> = {
  '/metrics': [
    '# HELP DCGM_FI_DEV_POWER_USAGE Power draw (in W).',
    '# TYPE DCGM_FI_DEV_POWER_USAGE gauge',
    `DCGM_FI_DEV_POWER_USAGE{${gpuLabels}} 350.5`,
    `DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION{${gpuLabels}} 1234567`,
    `DCGM_FI_DEV_GPU_UTIL{${gpuLabels}} 97`,
    '',
  ].join('\n'),
};

const served = 'engine="0",model_name="llama-8b"';
/** A vLLM server that works on three requests. */
export const server: Readonly<Record<string, string>> = {
  '/metrics': [
    '# TYPE vllm:num_requests_running gauge',
    `vllm:num_requests_running{${served}} 3.0`,
    `vllm:num_requests_waiting{${served}} 0.0`,
    `vllm:prompt_tokens_total{${served}} 81000.0`,
    `vllm:generation_tokens_total{${served}} 42000.0`,
    `vllm:request_success_total{${served},finished_reason="stop"} 100.0`,
    `vllm:request_success_total{${served},finished_reason="length"} 5.0`,
    '',
  ].join('\n'),
};

const connector = (flow: number, supply: number, back: number, heat: number | null): string =>
  JSON.stringify({
    Status: { State: 'Enabled' },
    FlowLitersPerMinute: { Reading: flow },
    SupplyTemperatureCelsius: { Reading: supply },
    ReturnTemperatureCelsius: { Reading: back },
    HeatRemovedkW: { Reading: heat },
  });
const link = (path: string): object => ({ '@odata.id': path });
const list = (...paths: string[]): string => JSON.stringify({ Members: paths.map(link) });
export const cduPath = '/redfish/v1/ThermalEquipment/CDUs/1';

/** A cooling unit that moves 100 kW. */
export const coolingUnit: Readonly<Record<string, string>> = {
  '/redfish/v1/': JSON.stringify({ ThermalEquipment: link('/redfish/v1/ThermalEquipment') }),
  '/redfish/v1/ThermalEquipment': JSON.stringify({ CDUs: link('/redfish/v1/ThermalEquipment/CDUs') }),
  '/redfish/v1/ThermalEquipment/CDUs': list(cduPath),
  [cduPath]: JSON.stringify({
    Id: '1',
    SerialNumber: 'CDU-7',
    Status: { State: 'Enabled' },
    ...Object.fromEntries(
      ['PrimaryCoolantConnectors', 'SecondaryCoolantConnectors', 'Pumps', 'EnvironmentMetrics'].map((name) => [
        name,
        link(`${cduPath}/${name}`),
      ]),
    ),
  }),
  [`${cduPath}/PrimaryCoolantConnectors`]: list(`${cduPath}/PrimaryCoolantConnectors/1`),
  [`${cduPath}/PrimaryCoolantConnectors/1`]: connector(150, 22, 32, null),
  [`${cduPath}/SecondaryCoolantConnectors`]: list(`${cduPath}/SecondaryCoolantConnectors/1`),
  [`${cduPath}/SecondaryCoolantConnectors/1`]: connector(144, 30, 40, 100),
  [`${cduPath}/Pumps`]: list(`${cduPath}/Pumps/1`),
  [`${cduPath}/Pumps/1`]: JSON.stringify({ Status: { State: 'Enabled' }, PumpSpeedPercent: { Reading: 60 } }),
  [`${cduPath}/EnvironmentMetrics`]: JSON.stringify({ PowerWatts: { Reading: 4200 }, EnergykWh: { Reading: 12.5 } }),
};

/** Puts values at consecutive addresses. */
export function place(map: Map<number, number>, address: number, ...values: readonly number[]): void {
  values.forEach((value, index) => map.set(address + index, value));
}

/** A meter's map at a base: model 1, a model that is passed over, model 203 at 12,340 W. */
export function meterMap(base: number): Map<number, number> {
  const map = new Map<number, number>();
  place(map, base, 0x5375, 0x6e53, 1, 66, ...Array<number>(66).fill(0));
  place(map, base + 2 + 50, 0x4d37);
  place(map, base + 70, 64_001, 3, 9, 9, 9);
  const meter = base + 75;
  place(map, meter, 203, 105, ...Array<number>(105).fill(0x8000));
  place(map, meter + 18, 1234);
  place(map, meter + 22, 1);
  place(map, meter + 38, 0, 0);
  place(map, meter + 46, 1, 0);
  place(map, meter + 54, 0);
  place(map, meter + 107, 0xffff, 0);
  return map;
}

/** A server of each kind that answers well. */
export const healthy: Readonly<Record<DeviceKind, () => Promise<Fake>>> = {
  cgminer: () => serveMiner(miner),
  dcgm: () => serveHttp(exporter),
  inference: () => serveHttp(server),
  'redfish-cdu': () => serveHttp(coolingUnit),
  sunspec: () => serveModbus(meterMap(40_000)),
};
