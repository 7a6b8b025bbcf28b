SELECT count() AS running
FROM system.processes
WHERE position(query, {comment:String}) > 0 AND position(query, {mine:String}) = 0 AND query_kind = 'Insert'
