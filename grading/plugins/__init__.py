"""What nbgrader's configuration names: settings, exporter, collector, grade exporters, exchange."""
