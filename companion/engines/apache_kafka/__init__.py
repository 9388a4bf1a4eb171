"""Kafka: a broker, and a cluster found or brought up inside this process."""
