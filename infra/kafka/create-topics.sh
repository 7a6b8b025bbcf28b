#!/bin/sh
# Creates Coload's topics, and the dead letters of each, on an Apache Kafka. Safe to run again: what exists is left alone.
#
#   infra/kafka/create-topics.sh BROKER:PORT [PARTITIONS] [REPLICATION]
#
# Topics are the folders of schemas/avro. All have the same number of partitions (default 4), since partition p of every
# topic is read by one processor; the number is fixed for the life of the log. KAFKA_TOPICS names Kafka's own tool where it is
# not on the PATH; KAFKA_CONFIG a file with client settings (TLS, login) for it.
set -eu

broker=${1:?usage: create-topics.sh BROKER:PORT [PARTITIONS] [REPLICATION]}
partitions=${2:-4}
replication=${3:-1}
tool=${KAFKA_TOPICS:-kafka-topics.sh}
schemas=$(dirname "$0")/../../schemas/avro

week=604800000
month=2592000000

create() {
  $tool --bootstrap-server "$broker" ${KAFKA_CONFIG:+--command-config "$KAFKA_CONFIG"} \
    --create --if-not-exists --topic "$1" --partitions "$partitions" --replication-factor "$replication" \
    --config "retention.ms=$2" --config max.message.bytes=10485760
}

for folder in "$schemas"/*/; do
  topic=$(basename "$folder")
  create "$topic" "$week"
  create "$topic.dead" "$month"
done
