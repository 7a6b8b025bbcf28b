-- An issue is one of a name and period: a report may be scheduled more than once, for other sites. What was issued before has the name of its report.
ALTER TABLE report_issue {{on_cluster}} ADD COLUMN IF NOT EXISTS name LowCardinality(String) DEFAULT report AFTER report;
ALTER TABLE report_delivery {{on_cluster}} ADD COLUMN IF NOT EXISTS name LowCardinality(String) DEFAULT report AFTER report;
