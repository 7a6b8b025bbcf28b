, toInt64({{own-log}} AND src_offset < {uptos:Array(UInt64)}[indexOf({sites:Array(String)}, site)]) AS is_settled
