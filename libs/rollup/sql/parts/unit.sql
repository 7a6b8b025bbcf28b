toInt64(intDiv(toUnixTimestamp(bucket_start), 900)) AS k FROM rollup_unit FINAL WHERE {{quarters}} AND expected_ms > 0
