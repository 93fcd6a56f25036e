"""Starts a real `crash-store` binary for black-box tests and benchmarks."""
