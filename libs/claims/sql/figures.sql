-- Figures of public tables, by the imports that were in force at an instant.
SELECT figure.dataset AS dataset, figure.subject AS subject, toUnixTimestamp64Milli(figure.at) AS at_ms, figure.value AS value, figure.low AS low, figure.high AS high,
  figure.tags AS tags
FROM public_figure AS figure
WHERE (figure.dataset, figure.part, figure.known_at) IN (
  SELECT dataset, part, max(known_at) FROM public_import WHERE known_at <= fromUnixTimestamp64Milli({as_of:Int64}) GROUP BY dataset, part
)
ORDER BY figure.dataset, figure.at, figure.subject
