"""Measures the product on realistic volume: `make bench`, described in docs/benchmarks.md."""
