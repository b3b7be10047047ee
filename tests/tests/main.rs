//! The one integration-test binary.

mod bad_input;
mod conversation;
mod kill;
mod recordings;
mod vectors;
