//! The program as a process.

use std::process::Stdio;

use futures::StreamExt as _;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStderr, Command};

fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_status-backend"));
    command
        .args(arguments)
        .env("CI", "true")
        .env("STATUS_DISCOVERY", "off")
        .env_remove("STATUS_LOG")
        .env_remove("WAKUV2_NODE_KEY");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    command
}

async fn start(arguments: &[&str]) -> (Child, Lines<BufReader<ChildStderr>>, String) {
    let mut child = program(arguments).spawn().unwrap();
    let mut log = BufReader::new(child.stderr.take().unwrap()).lines();
    let line = log.next_line().await.unwrap().unwrap();
    let (_, address) = line.split_once("server started address=").unwrap();
    let address = address.to_owned();
    (child, log, address)
}

async fn refusal(arguments: &[&str]) -> (Option<i32>, String) {
    let output = program(arguments).output().await.unwrap();
    assert!(output.stdout.is_empty());
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

async fn get(address: &str, path: &str) -> String {
    ask(address, &format!("GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n")).await
}

async fn post(address: &str, function: &str, body: &str) -> String {
    let head = format!("POST /statusgo/{function} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n");
    ask(address, &format!("{head}content-length: {}\r\n\r\n{body}", body.len())).await
}

async fn ask(address: &str, request: &str) -> String {
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn port_0_is_told_in_the_log_and_answers_as_the_backend() {
    let (_child, _log, address) = start(&["-address", "127.0.0.1:0"]).await;
    assert!(get(&address, "/health").await.contains(concat!(r#"{"version":""#, env!("CARGO_PKG_VERSION"), r#""}"#)));
    let answer = get(&address, "/statusgo/CallRPC").await;
    assert!(answer.contains(r#"{"error":"JSON-RPC client is unavailable"}"#), "{answer}");
    assert!(get(&address, "/statusgo/SwitchFleet").await.starts_with("HTTP/1.1 501 "));
    assert!(get(&address, "/statusgo/NoSuchFunction").await.starts_with("HTTP/1.1 404 "));
}

#[cfg(unix)]
#[tokio::test]
async fn the_system_can_ask_it_to_end() {
    for signal in [rustix::process::Signal::TERM, rustix::process::Signal::INT] {
        let (mut child, mut log, _) = start(&["--address=127.0.0.1:0"]).await;
        let pid = rustix::process::Pid::from_raw(child.id().unwrap().try_into().unwrap()).unwrap();
        rustix::process::kill_process(pid, signal).unwrap();
        assert!(child.wait().await.unwrap().success());
        assert!(log.next_line().await.unwrap().unwrap().contains("stopping"));
        assert!(log.next_line().await.unwrap().unwrap().contains("server stopped"));
    }
}

#[tokio::test]
async fn a_wrong_command_line_is_explained_and_fails() {
    let (code, text) = refusal(&[]).await;
    assert_eq!(code, Some(2));
    assert!(text.contains("--address"), "{text}");
    let (code, text) = refusal(&["--address", "127.0.0.1"]).await;
    assert_eq!(code, Some(2));
    assert!(text.contains("missing port in address"), "{text}");
    let (code, text) = refusal(&["--address", "127.0.0.1:0", "--log", "status=loud"]).await;
    assert_eq!(code, Some(2));
    assert!(text.contains("--log"), "{text}");
}

#[tokio::test]
async fn an_address_that_others_can_reach_needs_to_be_meant() {
    for address in ["0.0.0.0:0", ":0", "[::]:0"] {
        let (code, text) = refusal(&["--address", address]).await;
        assert_eq!(code, Some(2));
        assert!(text.contains("--allow-remote"), "{text}");
    }
    let (_child, _log, address) = start(&["--allow-remote", "--address", "0.0.0.0:0"]).await;
    assert!(address.starts_with("0.0.0.0:"));
}

#[tokio::test]
async fn an_address_in_use_is_told_and_fails() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let (code, text) = refusal(&["--address", &taken.local_addr().unwrap().to_string()]).await;
    assert_eq!(code, Some(1));
    assert!(text.contains("cannot listen"), "{text}");
}

#[tokio::test]
async fn the_log_can_be_silenced_and_has_no_colour_without_a_terminal() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    assert_eq!(refusal(&["--address", &address, "--log", "off"]).await, (Some(1), String::new()));
    let silenced = program(&["--address", &address]).env("STATUS_LOG", "off").output().await.unwrap();
    assert_eq!((silenced.status.code(), silenced.stderr.len()), (Some(1), 0));
    let (_, text) = refusal(&["--address", "203.0.113.1:1", "--allow-remote"]).await;
    assert!(text.contains("cannot listen") && !text.contains('\u{1b}'), "{text}");
}

#[cfg(unix)]
#[tokio::test]
async fn no_level_of_the_log_tells_what_was_said() {
    let folder = tempfile::tempdir().unwrap();
    let (child, log, address) = start(&["--address", "127.0.0.1:0", "--log", "trace"]).await;
    let stream = tokio::net::TcpStream::connect(&*address).await.unwrap();
    let (mut signals, _) = tokio_tungstenite::client_async(format!("ws://{address}/signals"), stream).await.unwrap();
    let mut log = log.into_inner();
    let reading = tokio::spawn(async move {
        let mut text = String::new();
        log.read_to_string(&mut text).await.unwrap();
        text
    });
    let request = serde_json::json!({
        "rootDataDir": folder.path(), "displayName": "somebody", "password": "a-secret-password",
        "customizationColor": "blue",
    });
    post(&address, "CreateAccountAndLogin", &request.to_string()).await;
    let phrase = loop {
        let text = signals.next().await.unwrap().unwrap().into_text().unwrap();
        let signal: serde_json::Value = serde_json::from_str(&text).unwrap();
        if signal["type"] == "node.login" {
            break signal["event"]["settings"]["mnemonic"].as_str().unwrap().to_owned();
        }
    };
    let call =
        r#"{"method":"wakuext_setContactLocalNickname","params":[{"id":"0x04","nickname":"a-secret-nickname"}]}"#;
    post(&address, "CallRPC", call).await;
    let pid = rustix::process::Pid::from_raw(child.id().unwrap().try_into().unwrap()).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
    let log = reading.await.unwrap();
    assert!(log.contains("TRACE") && log.contains("server stopped"));
    for secret in ["a-secret-password", "a-secret-nickname", &phrase] {
        assert!(!log.contains(secret));
    }
}

#[tokio::test]
async fn help_teaches() {
    let output = program(&["--help"]).output().await.unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success());
    for taught in ["curl", "/health", "/statusgo/", "/signals", "--allow-remote", "WAKUV2_NODE_KEY", "STATUS_LOG"] {
        assert!(text.contains(taught), "{taught}");
    }
}

#[tokio::test]
async fn the_demo_tells_its_story_and_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let mut demo = program(&["demo", "--messages", "2"]);
    // What is meant for daemons does not disturb it.
    demo.env("TMPDIR", folder.path()).env("STATUS_LOG", "debug").env("WAKUV2_NODE_KEY", "0x01");
    let output = demo.output().await.unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
    for told in ["bobby accepts", "bobby gets what was missed", "send to message.delivered", "status-go"] {
        assert!(text.contains(told), "{text}");
    }
    assert!(!text.contains("not measured") || !cfg!(target_os = "linux"), "{text}");
    assert!(!text.contains('\u{1b}'));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn a_demo_that_cannot_go_on_fails() {
    let folder = tempfile::tempdir().unwrap();
    let nowhere = folder.path().join("nowhere");
    let output = program(&["demo"]).env("TMPDIR", nowhere).output().await.unwrap();
    assert_eq!(output.status.code(), Some(1));
}
