AND NOT ({{own-log}} AND src_offset < {belows:Array(UInt64)}[indexOf({sites:Array(String)}, site)])
