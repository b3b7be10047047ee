//! app/ffi
