import { coolant, type Loop } from '../model/cooling.ts';
import type { Answerer } from './answerer.ts';

type Resource = Readonly<Record<string, unknown>>;

/** The resources of a coolant distribution unit by their path, without a slash at the end. */
export interface RedfishAnswer {
  readonly kind: 'redfish-cdu';
  readonly resources: Readonly<Record<string, Resource>>;
}

const root = '/redfish/v1';
const unit = `${root}/ThermalEquipment/CDUs/1`;
const sensors = `${root}/Chassis/CDU/Sensors`;
const enabled = { State: 'Enabled', Health: 'OK' } as const;

const resource = (path: string, type: string, body: Resource): Record<string, Resource> => ({
  [path]: { '@odata.id': path, '@odata.type': type, ...body },
});

const link = (path: string): Resource => ({ '@odata.id': path });

const collection = (path: string, type: string, name: string, members: readonly string[]): Record<string, Resource> =>
  resource(path, `#${type}.${type}`, { Name: name, 'Members@odata.count': members.length, Members: members.map(link) });

const reading = (value: number, sensor: string): Resource => ({
  Reading: value,
  DataSourceUri: `${sensors}/${sensor}`,
});

const decimals = (value: number, digits: number): number => Math.round(value * 10 ** digits) / 10 ** digits;

function fixedResources(loop: Loop, site: string): Record<string, Resource> {
  return {
    ...resource(root, '#ServiceRoot.v1_16_0.ServiceRoot', {
      Id: 'RootService',
      Name: 'Root Service',
      RedfishVersion: '1.18.0',
      ThermalEquipment: link(`${root}/ThermalEquipment`),
    }),
    ...resource(`${root}/ThermalEquipment`, '#ThermalEquipment.v1_1_0.ThermalEquipment', {
      Id: 'ThermalEquipment',
      Name: 'Cooling equipment',
      Status: enabled,
      CDUs: link(`${root}/ThermalEquipment/CDUs`),
    }),
    ...collection(`${root}/ThermalEquipment/CDUs`, 'CoolingUnitCollection', 'Distribution units', [unit]),
    ...resource(unit, '#CoolingUnit.v1_2_0.CoolingUnit', {
      Id: '1',
      Name: `Distribution unit of ${loop.id}`,
      EquipmentType: 'CDU',
      Manufacturer: 'Coload',
      Model: 'SIM-CDU',
      SerialNumber: `${site}-${loop.cdu}`,
      FirmwareVersion: '4.1.0',
      Status: enabled,
      Coolant: {
        CoolantType: 'Water',
        AdditiveName: 'Glycol',
        AdditivePercent: 20,
        SpecificHeatkJoulesPerKgK: coolant.specificHeatKjPerKgK,
        DensityKgPerCubicMeter: coolant.densityKgPerM3,
      },
      PrimaryCoolantConnectors: link(`${unit}/PrimaryCoolantConnectors`),
      SecondaryCoolantConnectors: link(`${unit}/SecondaryCoolantConnectors`),
      Pumps: link(`${unit}/Pumps`),
      EnvironmentMetrics: link(`${unit}/EnvironmentMetrics`),
    }),
    ...collection(`${unit}/PrimaryCoolantConnectors`, 'CoolantConnectorCollection', 'Facility side', [
      `${unit}/PrimaryCoolantConnectors/1`,
    ]),
    ...collection(`${unit}/SecondaryCoolantConnectors`, 'CoolantConnectorCollection', 'Equipment side', [
      `${unit}/SecondaryCoolantConnectors/1`,
    ]),
    ...collection(`${unit}/Pumps`, 'PumpCollection', 'Pumps', [`${unit}/Pumps/1`, `${unit}/Pumps/2`]),
  };
}

interface Side {
  readonly side: 'Primary' | 'Secondary';
  readonly ratedLpm: number;
  readonly flowLpm: number;
  readonly supplyC: number;
  readonly returnC: number;
  readonly heatW: number;
}

function connector({ side, ratedLpm, flowLpm, supplyC, returnC, heatW }: Side): Record<string, Resource> {
  const dropKpa = 140 * (flowLpm / ratedLpm) ** 2;
  return resource(`${unit}/${side}CoolantConnectors/1`, '#CoolantConnector.v1_1_0.CoolantConnector', {
    Id: '1',
    Name: side === 'Primary' ? 'From the dry cooler' : 'To the racks',
    CoolantConnectorType: 'Pair',
    Status: enabled,
    RatedFlowLitersPerMinute: decimals(ratedLpm, 0),
    FlowLitersPerMinute: reading(decimals(flowLpm, 1), `${side}Flow`),
    SupplyTemperatureCelsius: reading(decimals(supplyC, 2), `${side}SupplyTemp`),
    ReturnTemperatureCelsius: reading(decimals(returnC, 2), `${side}ReturnTemp`),
    DeltaTemperatureCelsius: reading(decimals(returnC - supplyC, 2), `${side}DeltaTemp`),
    SupplyPressurekPa: reading(decimals(180 + dropKpa, 1), `${side}SupplyPressure`),
    ReturnPressurekPa: reading(180, `${side}ReturnPressure`),
    DeltaPressurekPa: reading(decimals(dropKpa, 1), `${side}DeltaPressure`),
    HeatRemovedkW: reading(decimals(heatW / 1000, 3), `${side}HeatLoad`),
  });
}

const pump = (index: number, speed: number): Record<string, Resource> =>
  resource(`${unit}/Pumps/${index}`, '#Pump.v1_2_0.Pump', {
    Id: String(index),
    Name: `Pump ${index}`,
    PumpType: 'Liquid',
    Status: enabled,
    PumpSpeedPercent: { Reading: decimals(speed * 100, 1), SpeedRPM: Math.round(speed * 3550) },
  });

/** Answers of one distribution unit. */
export function redfishAnswerer(loop: Loop, site: string): Answerer<RedfishAnswer> {
  const fixed = fixedResources(loop, site);
  return () => ({
    kind: 'redfish-cdu',
    resources: {
      ...fixed,
      ...connector({
        side: 'Primary',
        ratedLpm: loop.ratedFlowLpm * 1.15,
        flowLpm: loop.facilityFlowLpm,
        supplyC: loop.facilitySupplyC,
        returnC: loop.facilityReturnC,
        heatW: loop.heatW,
      }),
      ...connector({
        side: 'Secondary',
        ratedLpm: loop.ratedFlowLpm,
        flowLpm: loop.flowLpm,
        supplyC: loop.supplyC,
        returnC: loop.returnC,
        heatW: loop.heatW,
      }),
      ...pump(1, loop.pumpShare),
      ...pump(2, loop.pumpShare),
      ...resource(`${unit}/EnvironmentMetrics`, '#EnvironmentMetrics.v1_3_1.EnvironmentMetrics', {
        Id: 'EnvironmentMetrics',
        Name: 'Environment of the distribution unit',
        TemperatureCelsius: reading(decimals(loop.supplyC - 8, 1), 'SystemTemperature'),
        PowerWatts: reading(decimals(loop.cduW, 1), 'PowerConsumption'),
        EnergykWh: reading(decimals(loop.totals.cduJ / 3.6e6, 6), 'EnergyConsumption'),
      }),
    },
  });
}
