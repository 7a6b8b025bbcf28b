-- Dated inventory of a revision.
SELECT toString(device) AS device, toString(class) AS class, toString(hall) AS hall, toString(loop) AS loop, toString(model) AS model, toString(point) AS point,
  ifNull(nominal_ghs, 0) AS nominal_ghs, ifNull(nominal_w, 0) AS nominal_w, ifNull(boards, 0) AS boards, toUnixTimestamp64Milli(valid_from) AS from_ms, toUnixTimestamp64Milli(valid_to) AS to_ms
FROM register_unit FINAL
WHERE site = {site:String} AND revision = {revision:UInt64}
ORDER BY device, valid_from
