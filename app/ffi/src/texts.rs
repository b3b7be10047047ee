//! The functions that turn one text into another, and need no profile.
#![allow(non_snake_case, reason = "the symbols of status-go")]

use std::ffi::c_char;

use status_app::{
    encode_function_call, encode_transfer, multiformat_deserialize_public_key, multiformat_serialize_public_key,
};

use crate::boundary::{self, call, copy_in};

/// Gives the 14 emoji of a public key, `0x04...`.
///
/// # Safety
/// `public_key` must be a text of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn EmojiHash(public_key: *const c_char) -> *mut c_char {
    call!("EmojiHash", public_key)
}

/// Gives the colour hash of a public key: pairs of length and colour.
///
/// # Safety
/// `public_key` must be a text of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ColorHash(public_key: *const c_char) -> *mut c_char {
    call!("ColorHash", public_key)
}

/// Gives the colour of a public key, 0 to 10.
///
/// # Safety
/// `public_key` must be a text of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ColorID(public_key: *const c_char) -> *mut c_char {
    call!("ColorID", public_key)
}

/// Gives the three-word name of a public key as bare text; empty if it is no key.
///
/// # Safety
/// `public_key` must be a text of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn GenerateAlias(public_key: *const c_char) -> *mut c_char {
    call!("GenerateAlias", public_key)
}

/// Tells whether a name is one of the three-word names.
///
/// # Safety
/// `name` must be a text of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn IsAlias(name: *const c_char) -> *mut c_char {
    call!("IsAlias", name)
}

/// Gives the identicon of a public key as a data URI; empty if it is no key.
///
/// # Safety
/// `public_key` must be a text of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn Identicon(public_key: *const c_char) -> *mut c_char {
    call!("Identicon", public_key)
}

/// Gives the short text, `zQ3sh...`, of a public key, `0x04...`.
///
/// # Safety
/// `public_key` must be a text of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn SerializeLegacyKey(public_key: *const c_char) -> *mut c_char {
    call!("SerializeLegacyKey", public_key)
}

/// Gives the compressed form of a public key, 33 bytes in hex.
///
/// # Safety
/// `public_key` must be a text of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn CompressPublicKey(public_key: *const c_char) -> *mut c_char {
    call!("CompressPublicKey", public_key)
}

/// Gives the uncompressed form of a public key of 33 bytes in hex.
///
/// # Safety
/// `compressed_key` must be a text of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn DecompressPublicKey(compressed_key: *const c_char) -> *mut c_char {
    call!("DecompressPublicKey", compressed_key)
}

/// Gives the compressed form of a public key in its short text, `zQ3sh...`.
///
/// # Safety
/// `short_key` must be a text of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn DeserializeAndCompressKey(short_key: *const c_char) -> *mut c_char {
    call!("DeserializeAndCompressKey", short_key)
}

/// Estimates `{"password":...,"userInputs":[...]}` in detail.
///
/// # Safety
/// `request_json` must be a text of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn GetPasswordStrength(request_json: *const c_char) -> *mut c_char {
    call!("GetPasswordStrength", request_json)
}

/// Estimates `{"password":...,"userInputs":[...]}`: `{"score":0..4}`.
///
/// # Safety
/// `request_json` must be a text of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn GetPasswordStrengthScore(request_json: *const c_char) -> *mut c_char {
    call!("GetPasswordStrengthScore", request_json)
}

/// Decodes the values of a contract call: `{"bytesString":...,"types":[...]}`.
///
/// # Safety
/// `request_json` must be a text of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn DecodeParameters(request_json: *const c_char) -> *mut c_char {
    call!("DecodeParameters", request_json)
}

/// Gives the call data of a transfer of a token of ERC-20: amount in its smallest unit, decimal or hex. Empty if there is
/// none.
///
/// # Safety
/// `to` and `value` must be texts of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn EncodeTransfer(to: *const c_char, value: *const c_char) -> *mut c_char {
    boundary::answer("EncodeTransfer", || {
        // SAFETY: this is what the caller of the C function vouches for.
        let to = unsafe { copy_in(to) };
        // SAFETY: likewise.
        let value = unsafe { copy_in(value) };
        encode_transfer(&to, &value)
    })
}

/// Gives the call data of a function, `transfer(address,uint256)`, with values as a list in JSON. Empty if they do not fit.
///
/// # Safety
/// `method` and `params_json` must be texts of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn EncodeFunctionCall(method: *const c_char, params_json: *const c_char) -> *mut c_char {
    boundary::answer("EncodeFunctionCall", || {
        // SAFETY: this is what the caller of the C function vouches for.
        let method = unsafe { copy_in(method) };
        // SAFETY: likewise.
        let params_json = unsafe { copy_in(params_json) };
        encode_function_call(&method, &params_json)
    })
}

/// Turns hex digits without `0x` into a decimal number.
///
/// # Safety
/// `hex` must be a text of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn HexToNumber(hex: *const c_char) -> *mut c_char {
    call!("HexToNumber", hex)
}

/// Turns a number into hex digits without `0x`.
///
/// # Safety
/// `number` must be a text of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn NumberToHex(number: *const c_char) -> *mut c_char {
    call!("NumberToHex", number)
}

/// Gives the Keccak-256 hash of a text, in hex with `0x`.
///
/// # Safety
/// `text` must be a text of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn Sha3(text: *const c_char) -> *mut c_char {
    call!("Sha3", text)
}

/// Turns a text into hex with `0x`.
///
/// # Safety
/// `text` must be a text of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn Utf8ToHex(text: *const c_char) -> *mut c_char {
    call!("Utf8ToHex", text)
}

/// Turns hex into the text it stands for.
///
/// # Safety
/// `hex` must be a text of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn HexToUtf8(hex: *const c_char) -> *mut c_char {
    call!("HexToUtf8", hex)
}

/// Tells `true` or `false`: whether the capitals of an address fit.
///
/// # Safety
/// `address` must be a text of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn CheckAddressChecksum(address: *const c_char) -> *mut c_char {
    call!("CheckAddressChecksum", address)
}

/// Tells `true` or `false`: whether a text is an address.
///
/// # Safety
/// `address` must be a text of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn IsAddress(address: *const c_char) -> *mut c_char {
    call!("IsAddress", address)
}

/// Gives an address with the capitals of its checksum.
///
/// # Safety
/// `address` must be a text of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ToChecksumAddress(address: *const c_char) -> *mut c_char {
    call!("ToChecksumAddress", address)
}

/// Gives the compressed form of a public key in multiformat, in an encoding of multibase or `0x`.
///
/// # Safety
/// `key` and `out_base` must be texts of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn MultiformatSerializePublicKey(key: *const c_char, out_base: *const c_char) -> *mut c_char {
    boundary::answer("MultiformatSerializePublicKey", || {
        // SAFETY: this is what the caller of the C function vouches for.
        let key = unsafe { copy_in(key) };
        // SAFETY: likewise.
        let out_base = unsafe { copy_in(out_base) };
        multiformat_serialize_public_key(&key, &out_base)
    })
}

/// Gives the uncompressed form of a public key in multiformat, in an encoding of multibase or `0x`.
///
/// # Safety
/// `key` and `out_base` must be texts of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn MultiformatDeserializePublicKey(key: *const c_char, out_base: *const c_char) -> *mut c_char {
    boundary::answer("MultiformatDeserializePublicKey", || {
        // SAFETY: this is what the caller of the C function vouches for.
        let key = unsafe { copy_in(key) };
        // SAFETY: likewise.
        let out_base = unsafe { copy_in(out_base) };
        multiformat_deserialize_public_key(&key, &out_base)
    })
}
