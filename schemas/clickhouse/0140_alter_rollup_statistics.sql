-- Rollups are read by their keys. Statistics of all their columns, which newer stores make with every merge, took a tenth of their bytes.
-- needs the table setting auto_statistics_types
ALTER TABLE rollup_asic {{on_cluster}} MODIFY SETTING auto_statistics_types = '';
-- needs the table setting auto_statistics_types
ALTER TABLE rollup_gpu {{on_cluster}} MODIFY SETTING auto_statistics_types = '';
-- needs the table setting auto_statistics_types
ALTER TABLE rollup_cooling {{on_cluster}} MODIFY SETTING auto_statistics_types = '';
-- needs the table setting auto_statistics_types
ALTER TABLE rollup_meter {{on_cluster}} MODIFY SETTING auto_statistics_types = '';
-- needs the table setting auto_statistics_types
ALTER TABLE rollup_inference {{on_cluster}} MODIFY SETTING auto_statistics_types = '';
-- needs the table setting auto_statistics_types
ALTER TABLE rollup_site {{on_cluster}} MODIFY SETTING auto_statistics_types = '';
-- needs the table setting auto_statistics_types
ALTER TABLE site_1m {{on_cluster}} MODIFY SETTING auto_statistics_types = '';
-- needs the table setting auto_statistics_types
ALTER TABLE published_asic {{on_cluster}} MODIFY SETTING auto_statistics_types = '';
-- needs the table setting auto_statistics_types
ALTER TABLE published_gpu {{on_cluster}} MODIFY SETTING auto_statistics_types = '';
-- needs the table setting auto_statistics_types
ALTER TABLE published_site {{on_cluster}} MODIFY SETTING auto_statistics_types = '';
