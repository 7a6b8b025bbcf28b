-- Requests are held against a service level in runs of jobs, or by the servers that answer them: the time in which that is known has a column of its own. Up to now it was that of the jobs.
ALTER TABLE rollup_site {{on_cluster}}
  ADD COLUMN IF NOT EXISTS job_slo_ms Int64 DEFAULT job_ms COMMENT 'Time in which requests within their service level are known' CODEC(T64, ZSTD(1)) AFTER job_requests_ms;
-- What is published has the same column at the same place.
ALTER TABLE published_site {{on_cluster}}
  ADD COLUMN IF NOT EXISTS job_slo_ms Int64 DEFAULT job_ms CODEC(T64, ZSTD(1)) AFTER job_requests_ms;
