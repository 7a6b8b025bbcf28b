INSERT INTO log_generation (topic, generation, reason) SELECT {topic:String}, {generation:UInt16}, {reason:String}
