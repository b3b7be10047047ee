//! Who may talk to the daemon: this machine, and no web page from elsewhere.
//!
//! A web page can make its visitor's browser send requests to `127.0.0.1`. It cannot hide where it comes from
//! (`Origin`, `Sec-Fetch-Site`), nor, if its own name is made to lead here (DNS rebinding), that name (`Host`).

use std::net::IpAddr;

use http::header::{HOST, HeaderMap, HeaderName, ORIGIN};
use http::uri::{Authority, Uri};

#[cfg(test)]
mod tests;

/// Set by browsers: how the page that asks and the address it asks are related.
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The hosts and origins whose requests are answered.
#[derive(Clone, Debug)]
pub struct Access {
    bound: IpAddr,
    hosts: Vec<String>,
    origins: Vec<String>,
}

/// Why a request is not answered, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The request does not say whom it is for.
    #[error("the request must have one Host header; call this daemon as 127.0.0.1 or localhost")]
    NoHost,
    /// The request is for somebody else.
    #[error("host {0} is not this daemon; call it as 127.0.0.1 or localhost, or start it with --allow-host {0}")]
    Host(String),
    /// A web page from elsewhere asks.
    #[error("origin {0} may not use this daemon; start it with --allow-origin {0} if you trust that page")]
    Origin(String),
    /// A web page from elsewhere asks, and does not say which.
    #[error(
        "a web page of another site may not use this daemon; if you trust it, start the daemon with --allow-origin"
    )]
    Site,
}

impl Access {
    /// For a daemon that is bound to an address. `hosts` are names that lead to it, `origins` are pages of other
    /// machines that are trusted.
    pub fn new(
        bound: IpAddr,
        hosts: impl IntoIterator<Item = String>,
        origins: impl IntoIterator<Item = String>,
    ) -> Self {
        let hosts = hosts.into_iter().map(|host| plain_host(&host)).filter(|host| !host.is_empty()).collect();
        let origins = origins.into_iter().map(|origin| origin.trim_end_matches('/').to_ascii_lowercase()).collect();
        Self { bound, hosts, origins }
    }

    /// Checks a request by its target and headers. Gives the origin of the web page that asks, if one does.
    ///
    /// # Errors
    /// If it must not be answered.
    pub fn check<'a>(&self, target: &Uri, headers: &'a HeaderMap) -> Result<Option<&'a str>, Refusal> {
        self.check_host(target, headers)?;
        let Some(origin) = headers.get(ORIGIN) else {
            return check_site(headers).map(|()| None);
        };
        let refused = || Refusal::Origin(String::from_utf8_lossy(origin.as_bytes()).into_owned());
        let text = origin.to_str().map_err(|_| refused())?;
        let is_single = headers.get_all(ORIGIN).iter().count() == 1;
        if is_single && self.is_allowed_origin(text) { Ok(Some(text)) } else { Err(refused()) }
    }

    fn check_host(&self, target: &Uri, headers: &HeaderMap) -> Result<(), Refusal> {
        let mut hosts = headers.get_all(HOST).iter();
        let (Some(host), None) = (hosts.next(), hosts.next()) else {
            return Err(Refusal::NoHost);
        };
        let authority = Authority::try_from(host.as_bytes());
        let authority = authority.map_err(|_| Refusal::Host(String::from_utf8_lossy(host.as_bytes()).into_owned()))?;
        // A target in absolute form names the host once more.
        for authority in [Some(&authority), target.authority()].into_iter().flatten() {
            if authority.as_str().contains('@') || !self.is_allowed_host(authority.host()) {
                return Err(Refusal::Host(authority.host().to_owned()));
            }
        }
        Ok(())
    }

    fn is_allowed_host(&self, host: &str) -> bool {
        let host = plain_host(host);
        is_this_machine(&host)
            || self.hosts.contains(&host)
            // An address cannot be rebound: whoever writes it means it.
            || host.parse().is_ok_and(|address: IpAddr| self.bound.is_unspecified() || address == self.bound)
    }

    fn is_allowed_origin(&self, origin: &str) -> bool {
        let local = origin.parse::<Uri>().is_ok_and(|origin| {
            matches!(origin.scheme_str(), Some("http" | "https"))
                && origin.host().is_some_and(|host| is_this_machine(&plain_host(host)))
        });
        local || self.origins.contains(&origin.to_ascii_lowercase())
    }
}

/// Without the brackets of IPv6 addresses and the dot at the end, in small letters.
fn plain_host(host: &str) -> String {
    let host = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase()
}

fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

/// An image or a form of a foreign page comes without `Origin`, but browsers tell that it is foreign.
fn check_site(headers: &HeaderMap) -> Result<(), Refusal> {
    match headers.get(SEC_FETCH_SITE).map(|site| site.as_bytes()) {
        None | Some(b"none" | b"same-origin" | b"same-site") => Ok(()),
        Some(_) => Err(Refusal::Site),
    }
}
