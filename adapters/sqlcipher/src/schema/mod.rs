//! The tables as diesel sees them. The truth is in the folder `migrations`; the contract suites use every column.

pub(crate) mod accounts;
pub(crate) mod archive;
pub(crate) mod profile;
pub(crate) mod wallet;
