"""What nbgrader's configuration names: exporter, collector, grade exporters, exchange."""
