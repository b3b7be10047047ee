//! The program of every fuzz target: feeds the target of its own name.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| status_fuzz::feed(env!("CARGO_BIN_NAME"), input));
