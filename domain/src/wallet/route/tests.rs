//! The cases that other clients' backends are tested with, and what must hold for any.

mod amounts;
mod fixture;
mod payment;
mod request;
mod routes;
mod search;

use super::*;
