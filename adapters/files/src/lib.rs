//! adapters/files
