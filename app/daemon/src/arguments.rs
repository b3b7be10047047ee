//! The command line.

use std::ffi::OsString;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, ToSocketAddrs as _};

use clap::{Args, Parser, Subcommand};

use crate::demo::Demo;
use crate::node::NodeOptions;

#[cfg(test)]
mod tests;

const EXAMPLES: &str = "\
Examples:
  See it at work, three backends on this machine:
    status-backend demo

  Run a service node for light clients; \"status-backend node --help\" tells more:
    status-backend node

  Listen on a port of this machine, and be asked:
    status-backend --address 127.0.0.1:12345
    curl http://127.0.0.1:12345/health

  Choose a data folder, then make an account there; the login is announced on /signals:
    curl -d '{\"dataDir\":\"/tmp/alice\"}' http://127.0.0.1:12345/statusgo/InitializeApplication
    curl -d '{\"rootDataDir\":\"/tmp/alice\",\"displayName\":\"alice\",\"password\":\"secret\",\
\"customizationColor\":\"blue\"}' \\
      http://127.0.0.1:12345/statusgo/CreateAccountAndLogin

  Call a method; rpc.discover lists them all:
    curl -d '{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"wakuext_startMessenger\",\"params\":[]}' \\
      http://127.0.0.1:12345/statusgo/CallRPC

Routes:
  /health                GET or POST: 200 and {\"version\":...}
  /statusgo/<Function>   any method; the body is the function's argument. 200 for every call, also for one that
                         failed: look at \"error\" in the answer. 404: no such function. 501: only in the C library.
  /signals               WebSocket; one text frame for each signal: {\"type\":...,\"event\":...}. Only what happens
                         after connecting is sent. Who does not read is cut off.

Who may call:
  Only this machine, unless --allow-remote. There is no password: whoever reaches the port uses the account.
  Requests whose Host is not this machine, and those of web pages from elsewhere, get status 403.

Bounds:
  64 MiB for a body (413), 64 KiB for a request's head (431), 256 connections, 5 seconds to send a head.

Environment:
  STATUS_LOG         same as --log
  CI=true            no colour in the log
  STATUS_DISCOVERY   `off` is the same as --no-discovery
  WAKUV2_NODE_KEY    private key of the network node as 0x hex; without it a random one at each login

Logging goes to standard error. It never contains bodies of requests. SIGTERM or SIGINT ends the program in good order.";

/// The backend of the Status messenger and wallet, over HTTP and WebSocket.
#[derive(Debug, Parser)]
#[command(
    name = "status-backend", version, after_long_help = EXAMPLES, max_term_width = 110,
    args_conflicts_with_subcommands = true, subcommand_negates_reqs = true
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) task: Option<Task>,

    #[command(flatten)]
    pub(crate) serve: Option<Serve>,
}

/// What to do in place of serving.
#[derive(Debug, Subcommand)]
pub(crate) enum Task {
    Demo(Demo),
    Node(Box<NodeOptions>),
}

/// How to serve.
#[derive(Args, Debug)]
pub(crate) struct Serve {
    /// Where to listen. Port 0 lets the system choose; the log line `server started` tells the choice.
    #[arg(long, value_name = "HOST:PORT", value_parser = parse_address)]
    pub(crate) address: ListenAddress,

    /// Listen on an address that other machines can reach, without a password and without encryption.
    #[arg(long)]
    pub(crate) allow_remote: bool,

    /// Also answer requests that name this host; for a name of this machine in a network of containers, for example.
    #[arg(long, value_name = "NAME")]
    pub(crate) allow_host: Vec<String>,

    /// Also answer web pages from this origin, such as `https://app.example`. Pages of this machine may call anyway.
    #[arg(long, value_name = "ORIGIN")]
    pub(crate) allow_origin: Vec<String>,

    /// Where to offer numbers about the traffic to Prometheus, at /metrics, and /health. Without it they are not offered.
    #[arg(long, value_name = "HOST:PORT", value_parser = parse_address)]
    pub(crate) metrics: Option<ListenAddress>,

    /// Look for no other nodes of the network, neither in DNS nor otherwise: peers are those that are dialled by the API.
    #[arg(long)]
    pub(crate) no_discovery: bool,

    /// Read web pages for previews from servers of this machine too, for tests of clients. Without it only the public
    /// internet is read from.
    #[arg(long)]
    pub(crate) local_web: bool,

    /// How much to log: off, error, warn, info, debug, trace, or by part, such as `info,status_waku=debug`. Without it
    /// the environment variable STATUS_LOG says so; without that it is `info`.
    // Not an `env` of clap: a variable would then count as an argument, which the demo does not take.
    #[arg(long, value_name = "LEVEL")]
    pub(crate) log: Option<String>,
}

/// Where to listen, and the host as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ListenAddress {
    pub(crate) host: String,
    pub(crate) socket: SocketAddr,
}

/// Why an address cannot be listened on.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AddressError {
    #[error("invalid address: missing port in address; write HOST:PORT, such as 127.0.0.1:12345")]
    NoPort,
    #[error("invalid address: the port must be a number from 0 to 65535, not {0:?}")]
    Port(String),
    #[error("invalid address: an IPv6 address needs brackets, such as [::1]:12345")]
    Brackets,
    #[error("invalid address: {host} is not known: {cause}")]
    Unknown { host: String, cause: std::io::Error },
    #[error("invalid address: {0} has no address")]
    Nowhere(String),
}

fn parse_address(text: &str) -> Result<ListenAddress, AddressError> {
    let (host, port) = text.rsplit_once(':').ok_or(AddressError::NoPort)?;
    let port: u16 = port.parse().map_err(|_| AddressError::Port(port.to_owned()))?;
    let bracketed = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    if bracketed.is_none() && host.contains(':') {
        return Err(AddressError::Brackets);
    }
    let host = bracketed.unwrap_or(host).to_owned();
    if host.is_empty() {
        return Ok(ListenAddress { host, socket: SocketAddr::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), port) });
    }
    let found = (host.as_str(), port).to_socket_addrs();
    let mut found = found.map_err(|cause| AddressError::Unknown { host: host.clone(), cause })?;
    let socket = found.next().ok_or_else(|| AddressError::Nowhere(host.clone()))?;
    Ok(ListenAddress { host, socket })
}

/// `-address`, as Go programs take it, is `--address`.
pub(crate) fn with_two_dashes(arguments: impl Iterator<Item = OsString>) -> impl Iterator<Item = OsString> {
    arguments.map(|argument| match argument.to_str() {
        Some(text) if text == "-address" || text.starts_with("-address=") => format!("-{text}").into(),
        _ => argument,
    })
}
