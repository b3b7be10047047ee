//! The one integration-test binary.

mod bad_input;
mod chain;
mod conversation;
mod four;
mod inventory;
mod js_waku;
mod kill;
mod light;
mod missed;
mod recordings;
mod vectors;
mod wallet;
