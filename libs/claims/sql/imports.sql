-- Imports in force of a dataset.
SELECT part, argMax(digest, known_at) AS last_digest, argMax(figures, known_at) AS last_figures, toUnixTimestamp64Milli(max(known_at)) AS known_ms
FROM public_import WHERE dataset = {dataset:String} GROUP BY part
