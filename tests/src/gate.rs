//! A gate before a chain: what a daemon asks goes through it, or is held back at the instant that a test wants.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::CONTENT_TYPE;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// The largest request that is read.
const MAX_REQUEST: usize = 16 << 20;

/// What a gate does with a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Conduct {
    /// It goes to the chain, and the answer comes back.
    #[default]
    Open,
    /// The connection is closed.
    Closed,
    /// One that calls the watched method does not reach the chain, and gets no answer.
    HoldBefore,
    /// One that calls the watched method reaches the chain, and gets no answer.
    HoldAfter,
}

struct Shared {
    client: reqwest::Client,
    target: String,
    watched: &'static str,
    conduct: watch::Sender<Conduct>,
    /// How long every answer takes longer.
    delay: watch::Sender<Duration>,
    /// How many calls of the watched method were held.
    held: watch::Sender<usize>,
    /// How many calls of the watched method were answered.
    answered: watch::Sender<usize>,
}

/// A gate; gone when dropped.
pub struct Gate {
    url: String,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

impl Drop for Gate {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Gate {
    /// An open gate before the chain at this URL, which watches calls of a method.
    ///
    /// # Errors
    /// If there is no free port.
    pub async fn before(target: &str, watched: &'static str) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        let client = crate::client::http_client().map_err(io::Error::other)?;
        let shared = Arc::new(Shared {
            client,
            target: target.to_owned(),
            watched,
            conduct: watch::Sender::new(Conduct::Open),
            delay: watch::Sender::new(Duration::ZERO),
            held: watch::Sender::new(0),
            answered: watch::Sender::new(0),
        });
        let served = Arc::clone(&shared);
        let task = tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                let shared = Arc::clone(&served);
                tokio::spawn(async move {
                    // Who asked sees that the connection is gone.
                    let _ = serve(&shared, connection).await;
                });
            }
        });
        Ok(Self { url, shared, task })
    }

    /// Where it is.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What it does with requests from now on.
    pub fn set(&self, conduct: Conduct) {
        self.shared.conduct.send_replace(conduct);
    }

    /// From now on it is as if the chain were far away.
    pub fn set_delay(&self, delay: Duration) {
        self.shared.delay.send_replace(delay);
    }

    /// Waits until a call of the watched method is held.
    pub async fn holds_one(&self) {
        // The sender lives as long as this.
        let _ = self.shared.held.subscribe().wait_for(|held| *held > 0).await;
    }

    /// Waits until a call of the watched method is answered.
    pub async fn answers_one(&self) {
        let _ = self.shared.answered.subscribe().wait_for(|answered| *answered > 0).await;
    }

    /// Waits until one more call of the watched method is answered.
    pub async fn answers_another(&self) {
        let mut answered = self.shared.answered.subscribe();
        let _ = answered.changed().await;
    }
}

/// Answers one request, or does not.
async fn serve(shared: &Shared, connection: TcpStream) -> io::Result<()> {
    let mut connection = BufReader::new(connection);
    let body = read_request(&mut connection).await?;
    let method = shared.watched.as_bytes();
    let is_watched = body.windows(method.len()).any(|part| part == method);
    let conduct = *shared.conduct.borrow();
    match conduct {
        Conduct::Closed => return Ok(()),
        Conduct::HoldBefore if is_watched => return hold(shared, connection).await,
        _ => {}
    }
    let delay = *shared.delay.borrow();
    if !delay.is_zero() {
        tokio::time::sleep(delay).await;
    }
    let request = shared.client.post(&shared.target).header(CONTENT_TYPE, "application/json").body(body);
    let answer = request.send().await.map_err(io::Error::other)?;
    let answer = answer.bytes().await.map_err(io::Error::other)?;
    if is_watched && conduct == Conduct::HoldAfter {
        return hold(shared, connection).await;
    }
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        answer.len()
    );
    connection.write_all(head.as_bytes()).await?;
    connection.write_all(&answer).await?;
    if is_watched {
        shared.answered.send_modify(|answered| *answered = answered.saturating_add(1));
    }
    Ok(())
}

/// Keeps the connection until the other side closes it.
async fn hold(shared: &Shared, mut connection: BufReader<TcpStream>) -> io::Result<()> {
    shared.held.send_modify(|held| *held = held.saturating_add(1));
    connection.read_u8().await.map(drop)
}

async fn read_request(connection: &mut BufReader<TcpStream>) -> io::Result<Vec<u8>> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        connection.read_line(&mut line).await?;
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().map_err(io::Error::other)?;
        }
    }
    if length > MAX_REQUEST {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    let mut body = vec![0; length];
    connection.read_exact(&mut body).await?;
    Ok(body)
}
