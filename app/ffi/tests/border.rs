//! Texts across the border, ownership, and callbacks.

use std::collections::BTreeSet;
use std::ffi::{CStr, CString, c_char, c_void};
use std::ptr;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// Takes an answer and gives it back.
fn take(answer: *mut c_char) -> String {
    assert!(!answer.is_null());
    // SAFETY: an answer of the library ends with a NUL byte and is ours.
    let text = unsafe { CStr::from_ptr(answer) }.to_str().unwrap().to_owned();
    // SAFETY: given back once.
    unsafe { status::Free(answer.cast()) };
    text
}

fn sha3(text: &CStr) -> String {
    // SAFETY: a text of C.
    take(unsafe { status::Sha3(text.as_ptr()) })
}

/// Keccak-256 of nothing.
const EMPTY_HASH: &str = "0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470";

#[test]
fn null_is_the_empty_text() {
    // SAFETY: NULL is allowed.
    assert_eq!(take(unsafe { status::Sha3(ptr::null()) }), EMPTY_HASH);
    assert_eq!(sha3(c""), EMPTY_HASH);
    // SAFETY: NULL is allowed.
    assert!(take(unsafe { status::CallRPC(ptr::null()) }).contains("JSON-RPC client is unavailable"));
    // SAFETY: NULL is allowed.
    let answer = take(unsafe { status::MultiformatSerializePublicKey(ptr::null(), ptr::null()) });
    assert!(answer.starts_with(r#"{"error":""#), "{answer}");
    // SAFETY: NULL is nothing.
    unsafe { status::Free(ptr::null_mut()) };
}

#[test]
fn what_is_no_utf_8_is_replaced() {
    assert_eq!(sha3(c"a\xff"), sha3("a\u{fffd}".to_owned().into_c().as_c_str()));
    assert_ne!(sha3(c"a\xff"), EMPTY_HASH);
}

trait IntoC {
    fn into_c(self) -> CString;
}

impl IntoC for String {
    fn into_c(self) -> CString {
        CString::new(self).unwrap()
    }
}

#[test]
fn an_empty_answer_is_an_empty_text() {
    // SAFETY: a text of C.
    assert_eq!(take(unsafe { status::GenerateAlias(c"no key".as_ptr()) }), "");
}

#[test]
fn two_texts_are_taken_too() {
    let key = c"0xe70104261c55675e55ff25edb50b345cfb3a3f35f60712d251cbaaab97bd50054c6ebc3cd4e22200c68daf7493e1f8da6a190a68a671e2d3977809612424c7c3888bc6";
    // SAFETY: texts of C.
    let short = take(unsafe { status::MultiformatSerializePublicKey(key.as_ptr(), c"z".as_ptr()) });
    assert!(short.starts_with("zQ3sh"), "{short}");
    // SAFETY: texts of C.
    let long = take(unsafe { status::MultiformatDeserializePublicKey(short.into_c().as_ptr(), c"f".as_ptr()) });
    assert_eq!(long.strip_prefix('f'), key.to_str().unwrap().strip_prefix("0x"));
}

#[test]
fn calls_of_contracts_are_written_and_documents_are_signed_by_nobody() {
    // SAFETY: texts of C.
    let call = take(unsafe {
        status::EncodeTransfer(c"0x6f5f90fb1dD8E406F233442935F689bA7D5701b2".as_ptr(), c"0x2710".as_ptr())
    });
    assert!(call.starts_with("0xa9059cbb") && call.ends_with("2710"), "{call}");
    // SAFETY: texts of C.
    let call = take(unsafe { status::EncodeFunctionCall(c"baz(uint32,bool)".as_ptr(), c"[69,true]".as_ptr()) });
    assert!(call.starts_with("0xcdcd77c0"), "{call}");
    // SAFETY: texts of C, and NULL.
    let refused = take(unsafe { status::SignTypedDataV4(c"{}".as_ptr(), c"0x12".as_ptr(), ptr::null()) });
    assert_eq!(refused, r#"{"error":{"code":3,"message":"no account has been selected, please login"}}"#);
}

#[test]
fn the_device_may_tell_of_itself_before_anybody_logs_in() {
    for kind in [c"none", c"wifi", c"\xff"] {
        // SAFETY: a text of C.
        unsafe { status::ConnectionChange(kind.as_ptr(), 1) };
        // SAFETY: a text of C.
        unsafe { status::AppStateChange(kind.as_ptr()) };
    }
    // SAFETY: NULL is allowed.
    unsafe { status::ConnectionChange(ptr::null(), 0) };
    // SAFETY: NULL is allowed.
    unsafe { status::AppStateChange(ptr::null()) };
}

#[test]
fn functions_can_be_called_from_any_thread_at_once() {
    let calls: Vec<_> = (0..8).map(|_| thread::spawn(|| (0..50).map(|_| sha3(c"")).collect::<BTreeSet<_>>())).collect();
    for call in calls {
        assert_eq!(call.join().unwrap(), BTreeSet::from([EMPTY_HASH.to_owned()]));
    }
}

#[test]
fn a_thread_of_another_runtime_may_call() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    assert_eq!(runtime.block_on(async { sha3(c"") }), EMPTY_HASH);
}

/// There is one callback for the process, so that these tests take turns.
static TURN: Mutex<()> = Mutex::new(());
/// Where the callbacks below send what they are told.
static TOLD: Mutex<Option<Sender<String>>> = Mutex::new(None);

const DEADLINE: Duration = Duration::from_secs(60);

fn tell(text: String) {
    if let Some(told) = &*TOLD.lock().unwrap_or_else(PoisonError::into_inner) {
        told.send(text).unwrap();
    }
}

fn listen() -> Receiver<String> {
    let (sender, told) = channel();
    *TOLD.lock().unwrap_or_else(PoisonError::into_inner) = Some(sender);
    told
}

fn set(callback: Option<unsafe extern "C" fn(*const c_char)>) {
    let callback = callback.map_or(ptr::null_mut(), |callback| callback as *mut c_void);
    // SAFETY: the callbacks of this file are there as long as the process.
    unsafe { status::SetSignalEventCallback(callback) };
}

unsafe extern "C" fn plain(event: *const c_char) {
    // SAFETY: the library gives a text of C.
    tell(unsafe { CStr::from_ptr(event) }.to_str().unwrap().to_owned());
}

unsafe extern "C" fn other(_: *const c_char) {
    tell("other".to_owned());
}

/// Calls functions, and clears itself.
unsafe extern "C" fn calling(_: *const c_char) {
    let hash = sha3(c"");
    set(None);
    tell(hash);
}

#[test]
fn signals_come_to_the_callback_that_was_set_last() {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let told = listen();
    set(Some(plain));
    status::TriggerTestSignal();
    assert_eq!(told.recv_timeout(DEADLINE).unwrap(), r#"{"answer": 42}"#);
    set(Some(other));
    status::TriggerTestSignal();
    assert_eq!(told.recv_timeout(DEADLINE).unwrap(), "other");
    set(None);
}

#[test]
fn a_callback_may_call_and_may_clear_itself() {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let told = listen();
    set(Some(calling));
    status::TriggerTestSignal();
    assert_eq!(told.recv_timeout(DEADLINE).unwrap(), EMPTY_HASH);
    status::TriggerTestSignal();
    assert_eq!(told.try_iter().count(), 0, "it cleared itself");
}

#[test]
fn a_callback_does_not_run_after_it_was_cleared() {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    for _ in 0..50 {
        let told = listen();
        set(Some(plain));
        let trigger = thread::spawn(|| status::TriggerTestSignal());
        set(None);
        // Either it was told before it was cleared, or never.
        let told_before = told.try_iter().count();
        trigger.join().unwrap();
        assert!(told_before <= 1);
        assert_eq!(told.try_iter().count(), 0);
    }
}

#[test]
fn pictures_of_profiles_are_made_of_files() {
    // SAFETY: a text of C.
    let answer = take(unsafe { status::GenerateImages(c"/nowhere.png".as_ptr(), 0, 0, 1, 1) });
    assert_eq!(answer, r#"{"error":"open /nowhere.png: no such file or directory"}"#);
}
