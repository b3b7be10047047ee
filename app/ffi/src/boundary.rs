//! Texts across the border, and panics not across it.

use std::ffi::{CStr, c_char, c_void};
use std::panic::{AssertUnwindSafe, catch_unwind};

use zeroize::Zeroizing;

use crate::library;

/// Copies a text of C, which may hold a password. NULL is the empty text; what is no UTF-8 becomes U+FFFD.
///
/// # Safety
/// `text` must be NULL or point to bytes that end with a NUL byte and do not change during the call.
pub(crate) unsafe fn copy_in(text: *const c_char) -> Zeroizing<String> {
    if text.is_null() {
        return Zeroizing::default();
    }
    // SAFETY: not NULL; the caller vouches for the end and for the bytes.
    let text = unsafe { CStr::from_ptr(text) };
    Zeroizing::new(text.to_string_lossy().into_owned())
}

/// Copies a text to memory of C, which [`free`] or C's own `free` gives back.
pub(crate) fn copy_out(text: &str) -> *mut c_char {
    let bytes = text.as_bytes();
    // SAFETY: any size may be asked for.
    let copy = unsafe { libc::calloc(bytes.len() + 1, 1) }.cast::<u8>();
    if copy.is_null() {
        // Out of memory: like every other allocation of this process that fails.
        std::process::abort();
    }
    // SAFETY: `copy` is fresh memory of one byte more than `bytes`, so that it overlaps with nothing, and the last byte
    // stays zero.
    unsafe { copy.copy_from_nonoverlapping(bytes.as_ptr(), bytes.len()) };
    copy.cast()
}

/// Gives memory of [`copy_out`] back; NULL is nothing.
///
/// # Safety
/// `memory` must be NULL or come from [`copy_out`] and not have been given back.
pub(crate) unsafe fn free(memory: *mut c_void) {
    // SAFETY: it came from `calloc`, says the caller.
    unsafe { libc::free(memory) };
}

/// Runs a function of the library; if it panics, the answer says so.
pub(crate) fn answer(function: &'static str, run: impl FnOnce() -> String) -> *mut c_char {
    // Nothing of the caller's is left half changed: arguments are copies.
    let answer = catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| library::crashed(function));
    copy_out(&answer)
}

/// Runs a function that answers nothing; if it panics, it ends.
pub(crate) fn guard(function: &'static str, run: impl FnOnce()) {
    if catch_unwind(AssertUnwindSafe(run)).is_err() {
        tracing::error!(function, "Function crashed.");
    }
}

/// Calls the function of the API table whose name is that of the C function, with one text or none.
macro_rules! call {
    ($function:literal) => {
        $crate::boundary::answer($function, || $crate::library::call($function, zeroize::Zeroizing::default()))
    };
    ($function:literal, $argument:ident) => {
        $crate::boundary::answer($function, || {
            // SAFETY: this is what the caller of the C function vouches for.
            let argument = unsafe { $crate::boundary::copy_in($argument) };
            $crate::library::call($function, argument)
        })
    };
}

pub(crate) use call;
