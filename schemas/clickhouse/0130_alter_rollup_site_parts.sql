-- Rows of site facts are few and have hundreds of columns: a file for each of them costs more than it gains.
ALTER TABLE rollup_site {{on_cluster}} MODIFY SETTING min_bytes_for_wide_part = 268435456;
ALTER TABLE published_site {{on_cluster}} MODIFY SETTING min_bytes_for_wide_part = 268435456;
