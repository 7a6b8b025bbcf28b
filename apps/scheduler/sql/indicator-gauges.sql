-- What each device said of itself last, within a quarter of an hour; a device that said nothing has a row without a value.
WITH unit AS (
  SELECT site, device, hall, model,
         arrayJoin(multiIf(class = 'asic', ['chip_temperature'], class = 'cooling', ['coolant_temperature'],
                           class = 'gpu', ['gpu_temperature', 'xid_hardware', 'xid_application', 'xid_other'], [])) AS indicator
  FROM ({{units}})
), said AS (
  SELECT site, device, 'chip_temperature' AS indicator, argMax(chip_temp_c, ended_at) AS last, max(ended_at) AS at
  FROM reading_asic
  WHERE site IN {sites:Array(String)} AND ended_at > fromUnixTimestamp64Milli({now:Int64}) - INTERVAL 15 MINUTE AND isNotNull(chip_temp_c)
  GROUP BY site, device
  UNION ALL
  SELECT site, device, 'coolant_temperature', argMax(supply_temp_c, ended_at), max(ended_at)
  FROM reading_cooling
  WHERE site IN {sites:Array(String)} AND ended_at > fromUnixTimestamp64Milli({now:Int64}) - INTERVAL 15 MINUTE AND isNotNull(supply_temp_c)
  GROUP BY site, device
  UNION ALL
  SELECT site, device, 'gpu_temperature', argMax(gpu_temp_c, ended_at), max(ended_at)
  FROM reading_gpu
  WHERE site IN {sites:Array(String)} AND ended_at > fromUnixTimestamp64Milli({now:Int64}) - INTERVAL 15 MINUTE AND isNotNull(gpu_temp_c)
  GROUP BY site, device
  UNION ALL
  SELECT site, device, arrayJoin(['xid_hardware', 'xid_application', 'xid_other']) AS class,
         if(multiIf(has({hardware:Array(UInt16)}, code), 'xid_hardware', has({application:Array(UInt16)}, code), 'xid_application', 'xid_other') = class, code, 0), at
  FROM (
    SELECT site, device, assumeNotNull(argMax(xid, ended_at)) AS code, max(ended_at) AS at
    FROM reading_gpu
    WHERE site IN {sites:Array(String)} AND ended_at > fromUnixTimestamp64Milli({now:Int64}) - INTERVAL 15 MINUTE AND isNotNull(xid)
    GROUP BY site, device
  )
)
SELECT unit.indicator AS indicator, unit.site AS site, unit.hall AS hall, unit.model AS model, unit.device AS device,
       if(said.device = '', NULL, said.last) AS value, if(said.device = '', {now:Int64}, toUnixTimestamp64Milli(said.at)) AS end_ms, end_ms - 900000 AS start_ms,
       if(said.device = '', 'it has not been reported for a quarter of an hour', '') AS reason
FROM unit LEFT JOIN said USING (site, device, indicator)
WHERE indicator IN {wanted:Array(String)}
