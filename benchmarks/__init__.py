"""What is measured, one module a measure, each figure beside its peer from the same run: `python -m benchmarks`."""
