//! The functions about keys: seed phrases, key files, and profiles on keycards.
#![allow(non_snake_case, reason = "the symbols of status-go")]

use std::ffi::c_char;

use crate::boundary::{self, call, copy_in};
use crate::library;

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

/// As `VerifyDatabasePasswordV2`. Deprecated.
///
/// # Safety
/// `key_uid` and `password` must be texts of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn VerifyDatabasePassword(key_uid: *const c_char, password: *const c_char) -> *mut c_char {
    boundary::answer("VerifyDatabasePassword", || {
        // SAFETY: this is what the caller of the C function vouches for.
        let key_uid = unsafe { copy_in(key_uid) };
        // SAFETY: likewise.
        let password = unsafe { copy_in(password) };
        library::run("VerifyDatabasePassword", move |backend| async move {
            backend.verify_database_password(&key_uid, &password).await
        })
    })
}

/// Another password opens a profile from now on; one that is open stays open. The signals `db.reEncryption.started` and
/// `db.reEncryption.finished` come once for each of its two databases.
///
/// # Safety
/// `key_uid`, `password` and `new_password` must be texts of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ChangeDatabasePassword(
    key_uid: *const c_char,
    password: *const c_char,
    new_password: *const c_char,
) -> *mut c_char {
    boundary::answer("ChangeDatabasePassword", || {
        // SAFETY: this is what the caller of the C function vouches for.
        let key_uid = unsafe { copy_in(key_uid) };
        // SAFETY: likewise.
        let password = unsafe { copy_in(password) };
        // SAFETY: likewise.
        let new_password = unsafe { copy_in(new_password) };
        library::run("ChangeDatabasePassword", move |backend| async move {
            backend.change_database_password(&key_uid, &password, &new_password).await
        })
    })
}

/// Removes a profile from this device, after a logout if it is open. The folder is not looked at.
///
/// # Safety
/// `key_uid` and `key_store_dir` must be texts of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn DeleteMultiaccount(key_uid: *const c_char, _key_store_dir: *const c_char) -> *mut c_char {
    boundary::answer("DeleteMultiaccount", || {
        // SAFETY: this is what the caller of the C function vouches for.
        let key_uid = unsafe { copy_in(key_uid) };
        library::run("DeleteMultiaccount", move |backend| async move { backend.delete_multiaccount(&key_uid).await })
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
