//! Methods about the API itself.

use std::collections::BTreeMap;

use crate::rpc::{RpcError, Table};
use crate::session::Session;

pub(super) fn register(table: &mut Table) {
    table.method("rpc.discover", "The OpenRPC document of this API.", &[], |_: Session, (): ()| async {
        Ok::<_, RpcError>(super::openrpc_document())
    });
    table.method("rpc_modules", "The namespaces of this API with their versions.", &[], |_: Session, (): ()| async {
        let modules: BTreeMap<&str, &str> =
            super::table().namespaces().into_iter().map(|namespace| (namespace, "1.0")).collect();
        Ok::<_, RpcError>(modules)
    });
    table.method("wakuext_echo", "Gives the message back.", &["message"], |_: Session, (message,): (String,)| async {
        Ok::<_, RpcError>(message)
    });
}
