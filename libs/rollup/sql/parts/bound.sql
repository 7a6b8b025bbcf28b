AND NOT (
    src_partition = {partitions:Array(UInt16)}[indexOf({sites:Array(String)}, site)] AND src_log = {logs:Array(UInt16)}[indexOf({sites:Array(String)}, site)]
    AND src_offset >= {uptos:Array(UInt64)}[indexOf({sites:Array(String)}, site)]
  )
