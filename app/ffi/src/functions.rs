//! The functions of the library. Each does what its namesake behind the API table does; here is only the border.
//!
//! A *text of C* is NULL, or points to bytes that end with a NUL byte and do not change during the call.
#![allow(non_snake_case, reason = "the symbols of status-go")]

use std::ffi::{c_char, c_int, c_void};

use crate::boundary::{self, call, copy_in};
use crate::library;
use crate::signals::{self, Callback};

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

/// Sets how much is logged if `Enabled` is true, to `Level`. Where log lines go is up to the program.
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

/// Tells what somebody decided about usage metrics; none are collected.
#[unsafe(no_mangle)]
pub extern "C" fn CentralizedMetricsInfo() -> *mut c_char {
    call!("CentralizedMetricsInfo")
}

/// Keeps what somebody decided about usage metrics, `{"enabled":...}`; none are collected.
///
/// # Safety
/// `request_json` must be a text of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ToggleCentralizedMetrics(request_json: *const c_char) -> *mut c_char {
    call!("ToggleCentralizedMetrics", request_json)
}

/// Gives the id of an event, `{"metric":{...}}`, that goes nowhere.
///
/// # Safety
/// `request_json` must be a text of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn AddCentralizedMetric(request_json: *const c_char) -> *mut c_char {
    call!("AddCentralizedMetric", request_json)
}

/// Gives the known fleets of network nodes.
#[unsafe(no_mangle)]
pub extern "C" fn Fleets() -> *mut c_char {
    call!("Fleets")
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

/// Refuses: devices nearby are not looked for.
#[unsafe(no_mangle)]
pub extern "C" fn StartSearchForLocalPairingPeers() -> *mut c_char {
    call!("StartSearchForLocalPairingPeers")
}

/// Refuses: keys of this profile are not offered to other devices.
///
/// # Safety
/// `request_json` must be a text of C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn GetConnectionStringForExportingKeypairsKeystores(request_json: *const c_char) -> *mut c_char {
    call!("GetConnectionStringForExportingKeypairsKeystores", request_json)
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
