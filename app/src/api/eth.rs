//! Methods of Ethereum that are answered here, and names that never are.

use crate::json::Address;
use crate::rpc::{AnyParams, RpcError, Table};
use crate::session::Session;

/// Signing goes through methods that show the person what is signed.
const UNSUPPORTED: [&str; 3] = ["eth_sendTransaction", "personal_ecRecover", "personal_sign"];

pub(super) fn register(table: &mut Table) {
    table.method(
        "eth_accounts",
        "The address of the default wallet account.",
        &[],
        |session: Session, (): ()| async move { Ok::<_, RpcError>([Address(session.wallet_address())]) },
    );
    for name in UNSUPPORTED {
        table.method(name, "Always refused.", &[], |_: Session, _: AnyParams| async {
            Err::<(), _>(RpcError::parse("method is unsupported by RPC interface"))
        });
    }
    table.method("shh_getPrivateKey", "Always refused.", &[], |_: Session, _: AnyParams| async {
        Err::<(), _>(RpcError::parse("the method does not exist/is not available"))
    });
}
