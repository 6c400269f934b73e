"""The log (日志): a Merkle tree over the record's events (RFC 6962), its proofs, its signed checkpoints."""
