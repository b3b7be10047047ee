//! `--metrics` of a backend.

use std::process::Stdio;

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::process::Command;

async fn get(address: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

fn backend(metrics: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_status-backend"));
    command.args(["--address", "127.0.0.1:0"]).args(metrics).env("CI", "true").env_remove("STATUS_LOG");
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).kill_on_drop(true);
    command
}

#[tokio::test]
async fn a_backend_offers_numbers_where_it_is_told_to() {
    let mut child = backend(&["--metrics", "127.0.0.1:0"]).spawn().unwrap();
    let mut log = BufReader::new(child.stderr.take().unwrap()).lines();
    let address = loop {
        let line = log.next_line().await.unwrap().expect("it goes on until its metrics are offered");
        if let Some((_, address)) = line.split_once("metrics offered address=") {
            break address.to_owned();
        }
    };
    assert!(get(&address, "/metrics").await.starts_with("HTTP/1.1 200"));
    assert!(get(&address, "/health").await.contains(r#""status":"ok""#));
    assert!(get(&address, "/statusgo/Logout").await.starts_with("HTTP/1.1 404"));
}

#[tokio::test]
async fn numbers_for_other_machines_have_to_be_allowed() {
    let mut child = backend(&["--metrics", "0.0.0.0:0"]).spawn().unwrap();
    let mut text = String::new();
    child.stderr.take().unwrap().read_to_string(&mut text).await.unwrap();
    assert_eq!(child.wait().await.unwrap().code(), Some(2));
    assert!(text.contains("--allow-remote"), "{text}");
}
