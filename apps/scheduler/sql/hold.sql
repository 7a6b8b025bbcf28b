INSERT INTO lease (name, epoch, holder, until)
SELECT {name:String}, {epoch:UInt64}, {holder:String}, now64(3) + INTERVAL {seconds:UInt32} SECOND
