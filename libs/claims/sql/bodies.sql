-- Public tables as they came whose hashes begin so; those of one hash are the same.
SELECT digest, any(dataset) AS of_dataset, any(body) AS base64
FROM public_body WHERE startsWith(digest, {digest:String})
GROUP BY digest
ORDER BY digest
LIMIT 2
