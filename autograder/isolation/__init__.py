"""Everything between us and untrusted code: values, frames, warm processes, workers, calls to them."""
