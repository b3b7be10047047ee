//! adapters/sqlcipher
