  bucket AS (
    SELECT toInt64(intDiv(toUnixTimestamp(bucket_start), 900)) AS k, due_from, due_to, greatest(due_to - due_from, 0) AS due_ms, version
    FROM rollup_bucket FINAL
    WHERE {{quarters}}
  )
