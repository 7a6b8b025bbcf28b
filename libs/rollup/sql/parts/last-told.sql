max((known_at, src_log, src_offset))
