use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use async_trait::async_trait;
use hickory_resolver::TokioResolver;
use hickory_resolver::config::{
    ConnectionConfig, NameServerConfig, ProtocolConfig, ResolveHosts, ResolverConfig, ResolverOpts,
};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::{DnsError, NetError};
use hickory_resolver::proto::op::ResponseCode;
use hickory_resolver::proto::rr::{Name, RData};
use status_ports::{LookupError, TextLookup};
use tokio::time::timeout;

/// Most texts of a name that are taken.
const MAX_TEXTS: usize = 16;
/// The longest text that is taken, in bytes.
const MAX_TEXT_BYTES: usize = 4096;
const PORT: u16 = 53;

/// Lookups of texts at the DNS servers of the system, or at one that is named.
///
/// Nothing is kept between two lookups: a machine that moves to another network has other servers, and trees of nodes are
/// read rarely.
#[derive(Clone, Debug)]
pub struct DnsLookup {
    server: Option<SocketAddr>,
    limit: Duration,
}

impl DnsLookup {
    /// A lookup takes `limit` at most.
    #[must_use]
    pub const fn new(server: Option<SocketAddr>, limit: Duration) -> Self {
        Self { server, limit }
    }

    /// Reads the address of a server: a number, with a port or without.
    #[must_use]
    pub fn parse_server(text: &str) -> Option<SocketAddr> {
        text.parse().ok().or_else(|| Some(SocketAddr::new(text.parse::<IpAddr>().ok()?, PORT)))
    }

    fn resolver(&self) -> Result<TokioResolver, NetError> {
        let builder = match self.server {
            None => TokioResolver::builder_tokio()?,
            Some(server) => {
                let connection = |protocol| {
                    let mut connection = ConnectionConfig::new(protocol);
                    connection.port = server.port();
                    connection
                };
                let connections = vec![connection(ProtocolConfig::Udp), connection(ProtocolConfig::Tcp)];
                let server = NameServerConfig::new(server.ip(), true, connections);
                let config = ResolverConfig::from_parts(None, vec![], vec![server]);
                TokioResolver::builder_with_config(config, TokioRuntimeProvider::default())
            }
        };
        let mut options = ResolverOpts::default();
        options.timeout = self.limit / 2;
        options.attempts = 1;
        options.edns0 = true;
        options.cache_size = 0;
        options.use_hosts_file = ResolveHosts::Never;
        builder.with_options(options).build()
    }
}

#[async_trait]
impl TextLookup for DnsLookup {
    async fn lookup_texts(&self, name: &str) -> Result<Vec<String>, LookupError> {
        let mut name = Name::from_ascii(name).map_err(|_| LookupError::InvalidName)?;
        if name.num_labels() == 0 {
            return Err(LookupError::InvalidName);
        }
        // As it is, whatever domain this machine is in.
        name.set_fqdn(true);
        let resolver = self.resolver().map_err(|error| LookupError::Failed(error.to_string()))?;
        let answer = timeout(self.limit, resolver.txt_lookup(name)).await;
        let answer = answer.map_err(|_| LookupError::Failed("no answer in time".to_owned()))?.map_err(lookup_error)?;
        let texts = answer.answers().iter().filter_map(|record| match &record.data {
            RData::TXT(text) => Some(text.txt_data.concat()),
            _ => None,
        });
        let texts = texts.filter(|text| text.len() <= MAX_TEXT_BYTES).take(MAX_TEXTS);
        // Texts of nodes are plain ASCII: others cannot be meant for us.
        let texts: Vec<String> = texts.filter_map(|text| String::from_utf8(text).ok()).collect();
        if texts.is_empty() { Err(LookupError::NotFound) } else { Ok(texts) }
    }
}

fn lookup_error(error: NetError) -> LookupError {
    match &error {
        NetError::Dns(DnsError::NoRecordsFound(none))
            if matches!(none.response_code, ResponseCode::NXDomain | ResponseCode::NoError) =>
        {
            LookupError::NotFound
        }
        _ => LookupError::Failed(error.to_string()),
    }
}

#[cfg(test)]
mod tests;
