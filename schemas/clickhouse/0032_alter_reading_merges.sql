-- Live readings come in many small blocks: merging ten parts at a time rewrites each row less often.
ALTER TABLE reading_asic {{on_cluster}} MODIFY SETTING merge_selector_base = 10;
ALTER TABLE reading_gpu {{on_cluster}} MODIFY SETTING merge_selector_base = 10;
ALTER TABLE reading_cooling {{on_cluster}} MODIFY SETTING merge_selector_base = 10;
ALTER TABLE reading_meter {{on_cluster}} MODIFY SETTING merge_selector_base = 10;
