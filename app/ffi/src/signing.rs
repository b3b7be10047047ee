//! The functions about signatures.
#![allow(non_snake_case, reason = "the symbols of status-go")]

use std::ffi::c_char;

use crate::boundary::{self, call, copy_in};
use crate::library;

/// Signs `{"data":...,"account":...,"password":...}` with the prefix of Ethereum messages.
///
/// # Safety
/// `request_json` must be a text of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn SignMessage(request_json: *const c_char) -> *mut c_char {
    call!("SignMessage", request_json)
}

/// Gives the address that signed: `{"message":...,"signature":...}`.
///
/// # Safety
/// `request_json` must be a text of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn Recover(request_json: *const c_char) -> *mut c_char {
    call!("Recover", request_json)
}

/// Gives the hash of a text, or of bytes in hex with `0x`, with the prefix of Ethereum messages.
///
/// # Safety
/// `message` must be a text of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn HashMessage(message: *const c_char) -> *mut c_char {
    call!("HashMessage", message)
}

/// Gives the digest of a document, `{"types":...,"primaryType":...,"domain":...,"message":...}`, in the older form that has
/// no arrays: `{"result":...}` or an error.
///
/// # Safety
/// `data` must be a text of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn HashTypedData(data: *const c_char) -> *mut c_char {
    call!("HashTypedData", data)
}

/// Gives the digest of a document (EIP-712, version 4).
///
/// # Safety
/// `data` must be a text of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn HashTypedDataV4(data: *const c_char) -> *mut c_char {
    call!("HashTypedDataV4", data)
}

/// Signs a document in the older form, `{"typedData":{...},"address":...,"password":...}`.
///
/// # Safety
/// `request_json` must be a text of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn SignTypedDataV2(request_json: *const c_char) -> *mut c_char {
    call!("SignTypedDataV2", request_json)
}

/// Signs a document in the older form with an account of the profile.
///
/// # Safety
/// `data`, `address` and `password` must be texts of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn SignTypedData(
    data: *const c_char,
    address: *const c_char,
    password: *const c_char,
) -> *mut c_char {
    boundary::answer("SignTypedData", || {
        // SAFETY: this is what the caller of the C function vouches for.
        let data = unsafe { copy_in(data) };
        // SAFETY: likewise.
        let address = unsafe { copy_in(address) };
        // SAFETY: likewise.
        let password = unsafe { copy_in(password) };
        library::run("SignTypedData", move |backend| async move {
            backend.sign_typed_data(&data, &address, &password).await
        })
    })
}

/// Signs a document (EIP-712, version 4) with an account of the profile.
///
/// # Safety
/// `data`, `address` and `password` must be texts of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn SignTypedDataV4(
    data: *const c_char,
    address: *const c_char,
    password: *const c_char,
) -> *mut c_char {
    boundary::answer("SignTypedDataV4", || {
        // SAFETY: this is what the caller of the C function vouches for.
        let data = unsafe { copy_in(data) };
        // SAFETY: likewise.
        let address = unsafe { copy_in(address) };
        // SAFETY: likewise.
        let password = unsafe { copy_in(password) };
        library::run("SignTypedDataV4", move |backend| async move {
            backend.sign_typed_data_v4(&data, &address, &password).await
        })
    })
}

/// Prepares a transaction of the profile's chain: gives it with nothing open, and the hash that is to be signed.
///
/// # Safety
/// `tx_args_json` must be a text of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn HashTransaction(tx_args_json: *const c_char) -> *mut c_char {
    call!("HashTransaction", tx_args_json)
}

/// Signs a hash, 32 bytes in hex, with the chat key.
///
/// # Safety
/// `hash` must be a text of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn SignHash(hash: *const c_char) -> *mut c_char {
    call!("SignHash", hash)
}

/// Signs a change of a group's members.
///
/// # Safety
/// `content` must be a text of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn SignGroupMembership(content: *const c_char) -> *mut c_char {
    call!("SignGroupMembership", content)
}

/// Gives who signed: `[[content, signature],...]` to `{"identities":[...]}`.
///
/// # Safety
/// `pairs_json` must be a text of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ExtractGroupMembershipSignatures(pairs_json: *const c_char) -> *mut c_char {
    call!("ExtractGroupMembershipSignatures", pairs_json)
}
