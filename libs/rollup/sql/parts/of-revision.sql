site IN {sites:Array(String)} AND revision = {revisions:Array(UInt64)}[indexOf({sites:Array(String)}, site)]
