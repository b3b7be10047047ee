//! The one integration-test binary.

mod recordings;
mod vectors;
