"""Everything between us and untrusted code: values, frames, warm processes, workers, their client."""
