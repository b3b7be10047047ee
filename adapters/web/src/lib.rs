//! HTTP clients: what the core reads from the web.
