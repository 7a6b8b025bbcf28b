SELECT register.site AS site, register.device AS device, any(register.class) AS class, any(register.hall) AS hall, any(register.model) AS model
  FROM register_unit AS register
  WHERE register.site IN {sites:Array(String)}
    AND (register.site, register.revision) IN (SELECT site, max(revision) FROM register_site GROUP BY site)
    AND register.valid_from <= fromUnixTimestamp64Milli({now:Int64}) AND register.valid_to > fromUnixTimestamp64Milli({now:Int64})
  GROUP BY register.site, register.device
