//! Chains of Ethereum over JSON-RPC and HTTP: the adapter of `status_ports::ChainProvider`.
