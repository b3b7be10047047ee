//! Communities: there are none yet, so that lists are empty.

use crate::rpc::{RpcError, Table};
use crate::session::Session;

pub(super) fn register(table: &mut Table) {
    table.method(
        "wakuext_communities",
        "All communities; null, because none can be joined or created yet.",
        &[],
        |_: Session, (): ()| async { Ok::<_, RpcError>(None::<Vec<()>>) },
    );
}
