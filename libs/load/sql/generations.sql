SELECT topic, max(generation) AS generation FROM log_generation GROUP BY topic
