//! `status-backend node` as a process.

use std::process::Stdio;

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::mpsc;

fn node(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_status-backend"));
    command.arg("node").args(arguments).env("CI", "true").env_remove("STATUS_LOG");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    command
}

/// A running node: the process, what it printed, what it logs, and where its metrics are.
struct Running {
    child: Child,
    printed: String,
    log: mpsc::UnboundedReceiver<String>,
    metrics: String,
}

impl Running {
    async fn start(folder: &std::path::Path, further: &[&str]) -> Self {
        let folder = folder.to_str().unwrap();
        let sockets = ["--tcp", "127.0.0.1:0", "--ws", "127.0.0.1:0", "--metrics", "127.0.0.1:0", "--discv5-udp", "0"];
        let mut child = node(&[&["--data-dir", folder], &sockets[..], further].concat()).spawn().unwrap();
        let mut log = BufReader::new(child.stderr.take().unwrap()).lines();
        loop {
            let line = log.next_line().await.unwrap().expect("the node goes on until its metrics are offered");
            if let Some((_, address)) = line.split_once("metrics offered address=") {
                let metrics = address.to_owned();
                let mut printed = String::new();
                let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
                while !printed.contains("/metrics") {
                    printed += &lines.next_line().await.unwrap().unwrap();
                    printed.push('\n');
                }
                // Who does not read must not stop the node.
                let (tell, told) = mpsc::unbounded_channel();
                tokio::spawn(async move {
                    while let Ok(Some(line)) = log.next_line().await {
                        let _ = tell.send(line);
                    }
                });
                return Self { child, printed, log: told, metrics };
            }
        }
    }

    fn peer_id(&self) -> &str {
        self.printed.lines().find_map(|line| line.trim().strip_prefix("peer id")).unwrap().trim()
    }

    fn address(&self) -> &str {
        let mut words = self.printed.split_whitespace();
        words.find(|word| word.starts_with("/ip4/127.0.0.1/tcp/") && !word.contains("/ws/")).unwrap()
    }

    fn record(&self) -> &str {
        self.printed.split_whitespace().find(|word| word.starts_with("enr:")).unwrap()
    }

    async fn get(&self, request: &str) -> String {
        let mut stream = tokio::net::TcpStream::connect(&self.metrics).await.unwrap();
        let request = format!("{request} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n\r\n", self.metrics);
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    }

    #[cfg(unix)]
    async fn end(mut self) {
        let pid = rustix::process::Pid::from_raw(self.child.id().unwrap().try_into().unwrap()).unwrap();
        rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
        assert!(self.child.wait().await.unwrap().success());
    }
}

#[cfg(unix)]
#[tokio::test]
async fn it_tells_its_addresses_and_is_the_same_peer_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let first = Running::start(folder.path(), &[]).await;
    let peer_id = first.peer_id().to_owned();
    for told in ["/ip4/127.0.0.1/tcp/", "/ws/p2p/", "32, 64 of cluster 16", "enr:-", "archive.db", "30d", "10GiB"] {
        assert!(first.printed.contains(told), "{told}\n{}", first.printed);
    }
    first.end().await;
    let mut files: Vec<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    assert_eq!(files, ["archive.db", "node.key"], "its log was merged");
    let second = Running::start(folder.path(), &[]).await;
    assert_eq!(second.peer_id(), peer_id);
    second.end().await;
}

#[tokio::test]
async fn it_offers_metrics_and_health_if_it_is_told_to() {
    let folder = tempfile::tempdir().unwrap();
    let node = Running::start(folder.path(), &[]).await;
    let health = node.get("GET /health").await;
    assert!(health.starts_with("HTTP/1.1 200 ") && health.contains(r#""status":"ok""#), "{health}");
    let metrics = node.get("GET /metrics").await;
    for told in ["text/plain; version=0.0.4", "waku_filter_subscribers 0\n", "waku_archive_messages 0\n"] {
        assert!(metrics.contains(told), "{told}\n{metrics}");
    }
    assert!(node.get("GET /").await.starts_with("HTTP/1.1 404 "));
    assert!(node.get("DELETE /metrics").await.starts_with("HTTP/1.1 405 "));
}

#[tokio::test]
async fn a_node_that_is_told_of_another_relays_with_it() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let first = Running::start(here.path(), &[]).await;
    let (address, record) = (first.address(), first.record());
    for told in [["--static-node", address], ["--bootstrap", address], ["--bootstrap", record]] {
        let mut second = Running::start(there.path(), &told).await;
        loop {
            let line = second.log.recv().await.expect("the node goes on until it has relay peers");
            if line.contains("relay peers changed") && line.contains("/waku/2/rs/16/32") && line.contains("mesh_size=1")
            {
                break;
            }
        }
        assert!(second.get("GET /health").await.contains(r#""peers":1"#));
    }
}

async fn refusal(arguments: &[&str]) -> (Option<i32>, String) {
    let output = node(arguments).output().await.unwrap();
    assert!(output.stdout.is_empty());
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[tokio::test]
async fn a_wrong_configuration_is_explained_and_fails() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("node.toml");
    std::fs::write(&path, "retention-time = \"long\"\n").unwrap();
    let (code, text) = refusal(&["--config", path.to_str().unwrap()]).await;
    assert_eq!(code, Some(2));
    assert!(text.contains("retention-time") && text.contains("30d"), "{text}");
    let (code, text) = refusal(&["--config", "/no/such/file"]).await;
    assert_eq!(code, Some(2));
    assert!(text.contains("--print-config"), "{text}");
}

#[tokio::test]
async fn what_hinders_a_start_is_told_with_advice() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let (code, text) = refusal(&["--data-dir", data, "--tcp", &address, "--ws", "off"]).await;
    assert_eq!(code, Some(1));
    assert!(text.contains("--tcp"), "{text}");
    let free = ["--data-dir", data, "--tcp", "127.0.0.1:0", "--ws", "off"];
    let (code, text) = refusal(&[&free[..], &["--metrics", &address]].concat()).await;
    assert_eq!(code, Some(1));
    assert!(text.contains("--metrics"), "{text}");
    let (code, text) = refusal(&[&free[..], &["--bootstrap", "somewhere"]].concat()).await;
    assert_eq!(code, Some(1));
    assert!(text.contains("somewhere") && text.contains("--dns-discovery"), "{text}");
    std::fs::write(folder.path().join("archive.db"), "no archive".repeat(100)).unwrap();
    let (code, text) = refusal(&free).await;
    assert_eq!(code, Some(1));
    assert!(text.contains("archive.db") && text.contains("move it away"), "{text}");
}

#[tokio::test]
async fn help_and_the_example_of_a_configuration_teach() {
    let help = node(&["--help"]).output().await.unwrap();
    let text = String::from_utf8(help.stdout).unwrap();
    for taught in ["--static-node", "node.key", "curl", "--retention-time", "--print-config", "SIGTERM"] {
        assert!(text.contains(taught), "{taught}");
    }
    let example = node(&["--print-config"]).output().await.unwrap();
    let text = String::from_utf8(example.stdout).unwrap();
    assert!(example.status.success() && text.contains("retention-size = \"10GiB\""), "{text}");
}
