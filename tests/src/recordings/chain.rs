//! The local test chain of recordings about money: `anvil`, from the environment variable `ANVIL` or the path.

use std::{io, process::Stdio, time::Duration};

use tokio::{
    net::{TcpListener, TcpStream},
    process::{Child, Command},
    time::sleep,
};

/// A running chain; ends when dropped.
pub(super) struct Chain {
    _process: Child,
    pub(super) url: String,
}

impl Chain {
    /// Starts a chain with id 31337. `None` if there is no `anvil` here.
    pub(super) async fn start() -> io::Result<Option<Self>> {
        let port = TcpListener::bind("127.0.0.1:0").await?.local_addr()?.port();
        let program = std::env::var_os("ANVIL").unwrap_or_else(|| "anvil".into());
        let spawned = Command::new(program)
            .args(["--port", &port.to_string(), "--chain-id", "31337", "--silent"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn();
        let mut process = match spawned {
            Ok(process) => process,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        while TcpStream::connect(("127.0.0.1", port)).await.is_err() {
            if let Some(status) = process.try_wait()? {
                return Err(io::Error::other(format!("anvil ended with {status}")));
            }
            sleep(Duration::from_millis(50)).await;
        }
        Ok(Some(Self { _process: process, url: format!("http://127.0.0.1:{port}") }))
    }
}
