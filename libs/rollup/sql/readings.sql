-- Readings of a class that overlap the range.
SELECT site, {{columns}}
FROM {{table}}
WHERE {{overlapping}}
