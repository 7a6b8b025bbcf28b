INSERT INTO owner (partition, epoch, id)
SELECT {partition:UInt16}, (SELECT max(epoch) FROM owner WHERE partition = {partition:UInt16}) + 1, {id:String}
