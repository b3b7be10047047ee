//! The functions of the library. Each does what its namesake behind the API table does; here is only the border.
//!
//! A *text of C* is NULL, or points to bytes that end with a NUL byte and do not change during the call.
#![allow(non_snake_case, reason = "the symbols of status-go")]

use std::ffi::{c_char, c_int, c_void};

use status_app::{
    encode_function_call, encode_transfer, multiformat_deserialize_public_key, multiformat_serialize_public_key,
};
use zeroize::Zeroizing;

use crate::boundary::{self, copy_in};
use crate::library;
use crate::signals::{self, Callback};

/// Calls the function of the API table whose name is that of the C function, with one text or none.
macro_rules! call {
    ($function:literal) => {
        boundary::answer($function, || library::call($function, Zeroizing::default()))
    };
    ($function:literal, $argument:ident) => {
        boundary::answer($function, || {
            // SAFETY: this is what the caller of the C function vouches for.
            let argument = unsafe { copy_in($argument) };
            library::call($function, argument)
        })
    };
}

/// Chooses the folder of all profiles and lists who can log in there: `{"dataDir":...}` gives
/// `{"accounts":[...],"centralizedMetricsInfo":{...}}`.
///
/// # Safety
/// `request_json` must be a text of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn InitializeApplication(request_json: *const c_char) -> *mut c_char {
    call!("InitializeApplication", request_json)
}

/// Lists who can log in below a folder. Deprecated: use `InitializeApplication`.
///
/// # Safety
/// `data_dir` must be a text of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn OpenAccounts(data_dir: *const c_char) -> *mut c_char {
    call!("OpenAccounts", data_dir)
}

/// Makes a profile from a new seed phrase and logs in. Gives `{"error":""}` at once; the signal `node.login` tells the
/// outcome.
///
/// # Safety
/// `request_json` must be a text of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn CreateAccountAndLogin(request_json: *const c_char) -> *mut c_char {
    call!("CreateAccountAndLogin", request_json)
}

/// Makes a profile from an existing seed phrase and logs in. Gives `{"error":""}` at once; the signal `node.login` tells
/// the outcome.
///
/// # Safety
/// `request_json` must be a text of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn RestoreAccountAndLogin(request_json: *const c_char) -> *mut c_char {
    call!("RestoreAccountAndLogin", request_json)
}

/// Logs in: `{"keyUid":...,"password":...}`. Gives `{"error":""}` at once; the signal `node.login` tells the outcome.
///
/// # Safety
/// `request_json` must be a text of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn LoginAccount(request_json: *const c_char) -> *mut c_char {
    call!("LoginAccount", request_json)
}

/// Ends the session. The signal `node.stopped` follows.
#[unsafe(no_mangle)]
pub extern "C" fn Logout() -> *mut c_char {
    call!("Logout")
}

/// Remembers that whoever logged in last accepted the terms of use.
#[unsafe(no_mangle)]
pub extern "C" fn AcceptTerms() -> *mut c_char {
    call!("AcceptTerms")
}

/// Calls a method, or an array of calls, in JSON-RPC 2.0. Gives the JSON-RPC answer; `{"error":...}` if nobody is logged
/// in.
///
/// # Safety
/// `request_json` must be a text of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn CallRPC(request_json: *const c_char) -> *mut c_char {
    call!("CallRPC", request_json)
}

/// Does what `CallRPC` does.
///
/// # Safety
/// `request_json` must be a text of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn CallPrivateRPC(request_json: *const c_char) -> *mut c_char {
    call!("CallPrivateRPC", request_json)
}

/// Gives the configuration of the running node.
#[unsafe(no_mangle)]
pub extern "C" fn GetNodeConfig() -> *mut c_char {
    call!("GetNodeConfig")
}

/// Gives the certificate of the media server in PEM, for clients to pin it.
#[unsafe(no_mangle)]
pub extern "C" fn ImageServerTLSCert() -> *mut c_char {
    call!("ImageServerTLSCert")
}

/// Checks settings of logging. Where log lines go is up to the program.
///
/// # Safety
/// `settings_json` must be a text of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn InitLogging(settings_json: *const c_char) -> *mut c_char {
    call!("InitLogging", settings_json)
}

/// Gives the log of the session.
#[unsafe(no_mangle)]
pub extern "C" fn ExportNodeLogs() -> *mut c_char {
    call!("ExportNodeLogs")
}

/// Tells whether usage metrics are collected; they never are.
#[unsafe(no_mangle)]
pub extern "C" fn CentralizedMetricsInfo() -> *mut c_char {
    call!("CentralizedMetricsInfo")
}

/// Gives the known fleets of network nodes.
#[unsafe(no_mangle)]
pub extern "C" fn Fleets() -> *mut c_char {
    call!("Fleets")
}

/// Gives a new seed phrase of 12 words as bare text.
#[unsafe(no_mangle)]
pub extern "C" fn GetRandomMnemonic() -> *mut c_char {
    call!("GetRandomMnemonic")
}

/// Checks a seed phrase and gives the `{"keyUID":...}` it leads to.
///
/// # Safety
/// `phrase` must be a text of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ValidateMnemonic(phrase: *const c_char) -> *mut c_char {
    call!("ValidateMnemonic", phrase)
}

/// Gives addresses and keys of a private key, `{"privateKey":...}`. Nothing is kept.
///
/// # Safety
/// `params_json` must be a text of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn CreateAccountFromPrivateKey(params_json: *const c_char) -> *mut c_char {
    call!("CreateAccountFromPrivateKey", params_json)
}

/// Gives addresses and keys of a seed phrase and of paths below it,
/// `{"mnemonicPhrase":...,"Bip39Passphrase":...,"paths":[...]}`. Nothing is kept.
///
/// # Safety
/// `params_json` must be a text of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn CreateAccountFromMnemonicAndDeriveAccountsForPaths(params_json: *const c_char) -> *mut c_char {
    call!("CreateAccountFromMnemonicAndDeriveAccountsForPaths", params_json)
}

/// Draws seed phrases, `{"n":...,"mnemonicPhraseLength":...,"bip39Passphrase":...}`, and keeps their keys in memory until
/// the next login.
///
/// # Safety
/// `params_json` must be a text of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn MultiAccountGenerate(params_json: *const c_char) -> *mut c_char {
    call!("MultiAccountGenerate", params_json)
}

/// Does what `MultiAccountGenerate` does and gives the keys at `paths` below each phrase, too.
///
/// # Safety
/// `params_json` must be a text of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn MultiAccountGenerateAndDeriveAddresses(params_json: *const c_char) -> *mut c_char {
    call!("MultiAccountGenerateAndDeriveAddresses", params_json)
}

/// Gives the keys at paths below a key in memory, `{"accountID":...,"paths":[...]}`.
///
/// # Safety
/// `params_json` must be a text of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn MultiAccountDeriveAddresses(params_json: *const c_char) -> *mut c_char {
    call!("MultiAccountDeriveAddresses", params_json)
}

/// Keeps a private key in memory until the next login, `{"privateKey":...}`.
///
/// # Safety
/// `params_json` must be a text of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn MultiAccountImportPrivateKey(params_json: *const c_char) -> *mut c_char {
    call!("MultiAccountImportPrivateKey", params_json)
}

/// Keeps the key of a seed phrase in memory until the next login, `{"mnemonicPhrase":...,"Bip39Passphrase":...}`.
///
/// # Safety
/// `params_json` must be a text of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn MultiAccountImportMnemonic(params_json: *const c_char) -> *mut c_char {
    call!("MultiAccountImportMnemonic", params_json)
}

/// Takes a key of the open profile into memory, `{"address":...,"password":...}`.
///
/// # Safety
/// `params_json` must be a text of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn MultiAccountLoadAccount(params_json: *const c_char) -> *mut c_char {
    call!("MultiAccountLoadAccount", params_json)
}

/// Keeps a key from memory in the open profile, `{"accountID":...,"password":...}`.
///
/// # Safety
/// `params_json` must be a text of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn MultiAccountStoreAccount(params_json: *const c_char) -> *mut c_char {
    call!("MultiAccountStoreAccount", params_json)
}

/// Keeps the keys at paths below a key in memory in the open profile, `{"accountID":...,"paths":[...],"password":...}`.
///
/// # Safety
/// `params_json` must be a text of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn MultiAccountStoreDerivedAccounts(params_json: *const c_char) -> *mut c_char {
    call!("MultiAccountStoreDerivedAccounts", params_json)
}

/// Forgets the keys in memory.
#[unsafe(no_mangle)]
pub extern "C" fn MultiAccountReset() -> *mut c_char {
    call!("MultiAccountReset")
}

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

/// Gives `{"error":""}`: private keys rest in the encrypted profile, and no folder has to be made for them.
///
/// # Safety
/// `keydir` must be a text of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn InitKeystore(keydir: *const c_char) -> *mut c_char {
    call!("InitKeystore", keydir)
}

/// Whether a password opens a profile: `{"keyUID":...,"password":...}`.
///
/// # Safety
/// `request_json` must be a text of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn VerifyDatabasePasswordV2(request_json: *const c_char) -> *mut c_char {
    call!("VerifyDatabasePasswordV2", request_json)
}

/// Checks the password of an account; there are no key files to move:
/// `{"account":{...},"password":...,"oldDir":...,"newDir":...}`.
///
/// # Safety
/// `request_json` must be a text of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn MigrateKeyStoreDirV2(request_json: *const c_char) -> *mut c_char {
    call!("MigrateKeyStoreDirV2", request_json)
}

/// Forgets a key that was brought in and is of no account: `{"address":...,"password":...,"keyStoreDir":...}`.
///
/// # Safety
/// `request_json` must be a text of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn DeleteImportedKeyV2(request_json: *const c_char) -> *mut c_char {
    call!("DeleteImportedKeyV2", request_json)
}

/// Whether the key of an account is here and this is the password of the profile. The folder is not looked at.
///
/// # Safety
/// `key_store_dir`, `address` and `password` must be texts of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn VerifyAccountPassword(
    _key_store_dir: *const c_char,
    address: *const c_char,
    password: *const c_char,
) -> *mut c_char {
    boundary::answer("VerifyAccountPassword", || {
        // SAFETY: this is what the caller of the C function vouches for.
        let address = unsafe { copy_in(address) };
        // SAFETY: likewise.
        let password = unsafe { copy_in(password) };
        library::run("VerifyAccountPassword", move |backend| async move {
            backend.verify_account_password(&address, &password).await
        })
    })
}

/// As `MigrateKeyStoreDirV2`. Deprecated.
///
/// # Safety
/// `account_data`, `password`, `old_dir` and `new_dir` must be texts of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn MigrateKeyStoreDir(
    account_data: *const c_char,
    password: *const c_char,
    _old_dir: *const c_char,
    _new_dir: *const c_char,
) -> *mut c_char {
    boundary::answer("MigrateKeyStoreDir", || {
        // SAFETY: this is what the caller of the C function vouches for.
        let account_data = unsafe { copy_in(account_data) };
        // SAFETY: likewise.
        let password = unsafe { copy_in(password) };
        library::run("MigrateKeyStoreDir", move |backend| async move {
            backend.migrate_key_store_dir(&account_data, &password).await
        })
    })
}

/// As `DeleteImportedKeyV2`. Deprecated.
///
/// # Safety
/// `address`, `password` and `key_store_dir` must be texts of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn DeleteImportedKey(
    address: *const c_char,
    password: *const c_char,
    _key_store_dir: *const c_char,
) -> *mut c_char {
    boundary::answer("DeleteImportedKey", || {
        // SAFETY: this is what the caller of the C function vouches for.
        let address = unsafe { copy_in(address) };
        // SAFETY: likewise.
        let password = unsafe { copy_in(password) };
        library::run("DeleteImportedKey", move |backend| async move {
            backend.delete_imported_key(&address, &password).await
        })
    })
}

/// Moves the keys of the profile to a keycard; the new password opens it from then on.
///
/// # Safety
/// `account_data`, `settings_json`, `keycard_uid`, `password` and `new_password` must be texts of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ConvertToKeycardAccount(
    account_data: *const c_char,
    settings_json: *const c_char,
    keycard_uid: *const c_char,
    password: *const c_char,
    new_password: *const c_char,
) -> *mut c_char {
    boundary::answer("ConvertToKeycardAccount", || {
        // SAFETY: this is what the caller of the C function vouches for.
        let account_data = unsafe { copy_in(account_data) };
        // SAFETY: likewise.
        let settings_json = unsafe { copy_in(settings_json) };
        // SAFETY: likewise.
        let keycard_uid = unsafe { copy_in(keycard_uid) };
        // SAFETY: likewise.
        let password = unsafe { copy_in(password) };
        // SAFETY: likewise.
        let new_password = unsafe { copy_in(new_password) };
        library::run("ConvertToKeycardAccount", move |backend| async move {
            backend
                .convert_to_keycard_account(&account_data, &settings_json, &keycard_uid, &password, &new_password)
                .await
        })
    })
}

/// Takes the keys of the profile back from a keycard by its phrase; the new password opens it from then on.
///
/// # Safety
/// `mnemonic`, `current_password` and `new_password` must be texts of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ConvertToRegularAccount(
    mnemonic: *const c_char,
    current_password: *const c_char,
    new_password: *const c_char,
) -> *mut c_char {
    boundary::answer("ConvertToRegularAccount", || {
        // SAFETY: this is what the caller of the C function vouches for.
        let mnemonic = unsafe { copy_in(mnemonic) };
        // SAFETY: likewise.
        let current_password = unsafe { copy_in(current_password) };
        // SAFETY: likewise.
        let new_password = unsafe { copy_in(new_password) };
        library::run("ConvertToRegularAccount", move |backend| async move {
            backend.convert_to_regular_account(&mnemonic, &current_password, &new_password).await
        })
    })
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

/// Gives nothing if a connection string of local pairing is valid, else what is wrong with it.
///
/// # Safety
/// `connection_string` must be a text of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ValidateConnectionString(connection_string: *const c_char) -> *mut c_char {
    call!("ValidateConnectionString", connection_string)
}

/// Offers this profile to another device. Not supported yet: answers with an error.
///
/// # Safety
/// `request_json` must be a text of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn GetConnectionStringForBootstrappingAnotherDevice(request_json: *const c_char) -> *mut c_char {
    call!("GetConnectionStringForBootstrappingAnotherDevice", request_json)
}

/// Waits for a profile of another device. Not supported yet: answers with an error.
///
/// # Safety
/// `request_json` must be a text of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn GetConnectionStringForBeingBootstrapped(request_json: *const c_char) -> *mut c_char {
    call!("GetConnectionStringForBeingBootstrapped", request_json)
}

/// Checks whether devices can reach this one. Not supported yet: answers with an error.
#[unsafe(no_mangle)]
pub extern "C" fn LocalPairingPreflightOutboundCheck() -> *mut c_char {
    call!("LocalPairingPreflightOutboundCheck")
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

/// Tells the library that the device has another connection to the network: `wifi`, `cellular` and so on; `expensive` is 1
/// if what is transferred costs money. Only exactly `none` means that the device is offline: then nothing is tried until it
/// is online again.
///
/// # Safety
/// `typ` must be a text of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ConnectionChange(typ: *const c_char, expensive: c_int) {
    boundary::guard("ConnectionChange", || {
        // SAFETY: this is what the caller of the C function vouches for.
        let kind = unsafe { copy_in(typ) };
        match library::backend() {
            Ok(backend) => backend.connection_changed(&kind, expensive == 1),
            Err(error) => tracing::error!(%error, "The library cannot run."),
        }
    });
}

/// Tells the library that the application came to the foreground, `active`, or left it: `background` or `inactive`. Other
/// texts change nothing.
///
/// # Safety
/// `state` must be a text of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn AppStateChange(state: *const c_char) {
    boundary::guard("AppStateChange", || {
        // SAFETY: this is what the caller of the C function vouches for.
        let state = unsafe { copy_in(state) };
        match library::backend() {
            Ok(backend) => backend.app_state_changed(&state),
            Err(error) => tracing::error!(%error, "The library cannot run."),
        }
    });
}

/// Makes profile pictures of a part of a picture on disk, from its upper left corner to its lower right one: gives
/// `[{"type":"thumbnail","uri":...},...]` or an error. Nothing is stored.
///
/// # Safety
/// `filepath` must be a text of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn GenerateImages(
    filepath: *const c_char,
    aX: c_int,
    aY: c_int,
    bX: c_int,
    bY: c_int,
) -> *mut c_char {
    boundary::answer("GenerateImages", || {
        // SAFETY: this is what the caller of the C function vouches for.
        let path = unsafe { copy_in(filepath) };
        let corners = [aX, aY, bX, bY].map(i64::from);
        library::run("GenerateImages", move |backend| async move { backend.generate_images(&path, corners).await })
    })
}

/// Gives a text back that a function of this library returned. NULL is nothing.
///
/// # Safety
/// `text` must be NULL or come from this library and not have been given back.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn Free(text: *mut c_void) {
    // SAFETY: this is what the caller vouches for.
    unsafe { boundary::free(text) };
}

/// Sets the function that is told signals, `void callback(const char *event)`, or clears it with NULL. The event is
/// `{"type":...,"event":...}` and its text is valid during the call only.
///
/// The callback runs on a thread of the library, one signal at a time, in the order in which they happened. Others wait
/// meanwhile, so it should hand the text on and return. It may call every function of this library, this one too.
///
/// When this returns, the earlier callback does not run any more and will not be called again, unless this was called
/// from within it. So do not hold a lock here that the callback waits for.
///
/// # Safety
/// `callback` must be NULL or such a function, and stay so until another was set.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn SetSignalEventCallback(callback: *mut c_void) {
    boundary::guard("SetSignalEventCallback", || {
        // SAFETY: a pointer is as large as an optional function, NULL is `None`, and the caller vouches for the rest.
        let callback = unsafe { std::mem::transmute::<*mut c_void, Option<Callback>>(callback) };
        signals::set_callback(callback);
    });
}

/// Tells the callback `{"answer": 42}`, on a thread of the library, so that a client can test its own. Returns after
/// that, unless called from within the callback.
#[unsafe(no_mangle)]
pub extern "C" fn TriggerTestSignal() {
    boundary::guard("TriggerTestSignal", || {
        if let Err(error) = signals::deliver_test_signal() {
            tracing::error!(%error, "No test signal.");
        }
    });
}
