//! The functions that send transactions. Each takes several values, so that no function of the API table is called.
#![allow(non_snake_case, reason = "the symbols of status-go")]

use std::ffi::{c_char, c_int};

use crate::boundary::{self, copy_in};
use crate::library;

/// Sends a transaction on the chain of the profile, signed with the key of its account.
///
/// # Safety
/// `tx_args_json` and `password` must be texts of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn SendTransaction(tx_args_json: *const c_char, password: *const c_char) -> *mut c_char {
    boundary::answer("SendTransaction", || {
        // SAFETY: this is what the caller of the C function vouches for.
        let transaction = unsafe { copy_in(tx_args_json) };
        // SAFETY: likewise.
        let password = unsafe { copy_in(password) };
        library::run("SendTransaction", move |backend| async move {
            backend.send_transaction(None, &transaction, &password).await
        })
    })
}

/// Sends a transaction on a chain, signed with the key of its account.
///
/// # Safety
/// `tx_args_json` and `password` must be texts of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn SendTransactionWithChainID(
    chain_id: c_int,
    tx_args_json: *const c_char,
    password: *const c_char,
) -> *mut c_char {
    boundary::answer("SendTransactionWithChainID", || {
        // SAFETY: this is what the caller of the C function vouches for.
        let transaction = unsafe { copy_in(tx_args_json) };
        // SAFETY: likewise.
        let password = unsafe { copy_in(password) };
        // No chain has a number below zero, and zero is none either.
        let chain_id = u64::try_from(chain_id).unwrap_or_default();
        library::run("SendTransactionWithChainID", move |backend| async move {
            backend.send_transaction(Some(chain_id), &transaction, &password).await
        })
    })
}

/// Sends a transaction on the chain of the profile with a signature that was made elsewhere: R, S and V in hex without
/// prefix.
///
/// # Safety
/// `tx_args_json` and `signature` must be texts of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn SendTransactionWithSignature(
    tx_args_json: *const c_char,
    signature: *const c_char,
) -> *mut c_char {
    boundary::answer("SendTransactionWithSignature", || {
        // SAFETY: this is what the caller of the C function vouches for.
        let transaction = unsafe { copy_in(tx_args_json) };
        // SAFETY: likewise.
        let signature = unsafe { copy_in(signature) };
        library::run("SendTransactionWithSignature", move |backend| async move {
            backend.send_transaction_with_signature(&transaction, &signature).await
        })
    })
}
