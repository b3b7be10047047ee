//! The one integration-test binary.

mod bad_input;
mod conversation;
mod js_waku;
mod kill;
mod light;
mod recordings;
mod vectors;
