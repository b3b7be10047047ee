//! The media server: pictures and sounds by URL, over TLS, for this machine only (specification: API, section 11).

mod answer;
mod avatar;
mod certificate;
mod color;
mod file;
mod gallery;
mod ipfs;
mod pictures;
mod png;
mod query;
mod routes;
mod server;
mod url;

#[cfg(test)]
mod tests;

pub(crate) use certificate::{Certificate, CertificateError};
pub(crate) use gallery::OpenProfile;
pub(crate) use ipfs::Ipfs;
pub(crate) use pictures::{PictureError, Pictures};
pub(crate) use png::data_uri;
pub(crate) use server::MediaServer;
pub(crate) use url::MediaUrls;
