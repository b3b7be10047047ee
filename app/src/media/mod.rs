//! The media server: pictures and sounds by URL, over TLS, for this machine only (specification: API, section 11).

mod certificate;
mod png;
mod routes;
mod server;

#[cfg(test)]
mod tests;

pub(crate) use certificate::{Certificate, CertificateError};
pub(crate) use png::data_uri;
pub(crate) use server::MediaServer;
