-- What of a site is to be published.
SELECT grain, toUnixTimestamp(window_start) AS start_s, toUnixTimestamp(window_end) AS end_s, edition, base
FROM (
  {{unpublished}}
)
WHERE base = 0 OR base_known_at <= fromUnixTimestamp64Milli({settled:Int64}, 'UTC')
ORDER BY grain, window_start
