balance AS (
    SELECT toInt64(intDiv(toUnixTimestamp(bucket_start), 900)) AS k, toString(hall) AS hall, toString(workload) AS workload, due_ms, m0_j, m0_ms, it_j, it_ms,
      cooling_j, cooling_ms, heat_j, heat_ms, overhead_j, facility_j, facility_ms, is_level, version
    FROM rollup_balance FINAL
    WHERE {{quarters}} AND due_ms > 0
  )
