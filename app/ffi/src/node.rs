//! The functions about the network node, most of them for old clients.
#![allow(non_snake_case, reason = "the symbols of status-go")]

use std::ffi::c_char;

use crate::boundary::{self, call, copy_in};
use crate::library;

/// Takes another fleet from the next login on, with a configuration of the node in JSON, which may be empty.
///
/// # Safety
/// `fleet` and `config_json` must be texts of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn SwitchFleet(fleet: *const c_char, config_json: *const c_char) -> *mut c_char {
    boundary::answer("SwitchFleet", || {
        // SAFETY: this is what the caller of the C function vouches for.
        let fleet = unsafe { copy_in(fleet) };
        // SAFETY: likewise.
        let config_json = unsafe { copy_in(config_json) };
        library::run("SwitchFleet", move |backend| async move { backend.switch_fleet(&fleet, &config_json).await })
    })
}

/// Checks a configuration of the node: `{"status":true}`, or what is wrong with it.
///
/// # Safety
/// `config_json` must be a text of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ValidateNodeConfig(config_json: *const c_char) -> *mut c_char {
    call!("ValidateNodeConfig", config_json)
}

/// Refuses: there are no peers of Ethereum here.
///
/// # Safety
/// `enode` must be a text of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn AddPeer(enode: *const c_char) -> *mut c_char {
    call!("AddPeer", enode)
}

/// Gives `{"error":""}`: no data of a chain is kept in files.
#[unsafe(no_mangle)]
pub extern "C" fn ResetChainData() -> *mut c_char {
    call!("ResetChainData")
}

/// Gives `{"error":""}`: the settings of the profile say what is told.
#[unsafe(no_mangle)]
pub extern "C" fn StartLocalNotifications() -> *mut c_char {
    call!("StartLocalNotifications")
}

/// Gives `{"error":""}`: the settings of the profile say what is told.
#[unsafe(no_mangle)]
pub extern "C" fn StopLocalNotifications() -> *mut c_char {
    call!("StopLocalNotifications")
}

/// Refuses: profiles are made by the tools of the system.
///
/// # Safety
/// `data_dir` must be a text of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn StartCPUProfile(data_dir: *const c_char) -> *mut c_char {
    call!("StartCPUProfile", data_dir)
}

/// Gives `{"error":""}`: no profile was started.
#[unsafe(no_mangle)]
pub extern "C" fn StopCPUProfiling() -> *mut c_char {
    call!("StopCPUProfiling")
}

/// Refuses: profiles are made by the tools of the system.
///
/// # Safety
/// `data_dir` must be a text of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn WriteHeapProfile(data_dir: *const c_char) -> *mut c_char {
    call!("WriteHeapProfile", data_dir)
}
