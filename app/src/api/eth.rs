//! Methods of Ethereum: those that a chain answers, those that are answered here, and names that never are.

use serde_json::Value;
use status_ports::{ChainError, ChainProvider as _, ProfileStoreExt as _, StorageError};

use super::forwarded::FORWARDED;
use crate::json::Address;
use crate::rpc::{AnyParams, Arguments, RpcError, Table};
use crate::session::Session;

/// Signing goes through methods that show the person what is signed.
const UNSUPPORTED: [&str; 3] = ["eth_sendTransaction", "personal_ecRecover", "personal_sign"];

pub(super) fn register(table: &mut Table) {
    table.method(
        "eth_accounts",
        "The addresses of all wallet accounts, watched ones included, the default one first.",
        &[],
        |session: Session, (): ()| async move {
            let mut accounts = session.profile().query(|stores| stores.keypair_accounts()).await?;
            accounts.retain(|account| !account.chat);
            accounts.sort_by_key(|account| !account.wallet);
            let addresses = accounts.into_iter().map(|account| Address(account.address));
            Ok::<_, StorageError>(addresses.collect::<Vec<_>>())
        },
    );
    for name in FORWARDED {
        table.forwarded(
            name,
            "Asked of the chain that `chainId` beside `method` names, else of the one of `NetworkId`.",
            move |session: Session, arguments| forward(session, name, arguments),
        );
    }
    for name in UNSUPPORTED {
        table.method(name, "Always refused.", &[], |_: Session, _: AnyParams| async {
            Err::<(), _>(RpcError::parse("method is unsupported by RPC interface"))
        });
    }
    table.method("shh_getPrivateKey", "Always refused.", &[], |_: Session, _: AnyParams| async {
        Err::<(), _>(RpcError::parse("the method does not exist/is not available"))
    });
}

async fn forward(session: Session, method: &'static str, arguments: Arguments) -> Result<String, RpcError> {
    let chain_id = match arguments.chain_id {
        0 => default_chain(&session).await?,
        chain_id => chain_id,
    };
    let params = if arguments.text.is_empty() { "[]".to_owned() } else { arguments.text };
    let chain = session.wallet().chain(chain_id).map_err(rpc_error)?;
    chain.request(method.to_owned(), params).await.map_err(rpc_error)
}

/// The chain of those who name none: that of the node's configuration.
async fn default_chain(session: &Session) -> Result<u64, RpcError> {
    let config = super::node_config(session).await.map_err(RpcError::parse)?;
    Ok(config.get("NetworkId").and_then(Value::as_u64).unwrap_or_default())
}

/// What a chain says stays as it is; what keeps it from saying something is told as an unreadable answer.
fn rpc_error(error: ChainError) -> RpcError {
    match error {
        ChainError::Rpc { code, message, data } => {
            RpcError { code: i32::try_from(code).unwrap_or(-32000), message, data: (!data.is_empty()).then_some(data) }
        }
        other => RpcError::parse(other),
    }
}
