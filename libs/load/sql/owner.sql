SELECT argMax(id, (epoch, id)) AS owner FROM owner WHERE partition = {partition:UInt16}
