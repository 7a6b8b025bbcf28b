LEFT JOIN (
  -- A piece is cut where a band begins or ends, so that one holds throughout; that of a loop goes before that of the site.
  SELECT site, device, true AS is_banded, argMax(recommended_c, loop != '') AS recommended, argMax(allowable_c, loop != '') AS allowable
  FROM (
    SELECT site, device, unit.loop AS unit_loop
    FROM register_unit AS unit FINAL
    WHERE {{of-revision}} AND class = 'cooling' AND valid_from < {behind:DateTime('UTC')} AND valid_to > {first:DateTime('UTC')}
  ) AS unit INNER JOIN (
    SELECT site, JSONExtractString(body, 'loop') AS loop, JSONExtract(body, 'recommended_c', 'Tuple(Float64, Float64)') AS recommended_c,
      JSONExtract(body, 'allowable_c', 'Tuple(Float64, Float64)') AS allowable_c
    FROM register_fact FINAL
    WHERE {{of-revision}} AND kind = 'thermal_bands' AND valid_from < {behind:DateTime('UTC')} AND valid_to > {first:DateTime('UTC')}
  ) AS band USING (site)
  WHERE loop = '' OR loop = unit_loop
  GROUP BY site, device
) AS banded USING (site, device)
