use diesel::prelude::*;
use status_ports::{KnownPeer, KnownPeerStore};

use super::SqlTransaction;
use crate::columns::U64;
use crate::error::{OrStorageError as _, Result};
use crate::schema::profile::known_peers::dsl;

impl KnownPeerStore for SqlTransaction<'_> {
    fn save_known_peer(&mut self, peer: &KnownPeer, limit: u32) -> Result<()> {
        let row = (
            dsl::peer_id.eq(&peer.peer_id),
            dsl::address.eq(&peer.address),
            dsl::record.eq(&peer.record),
            dsl::connected_at.eq(U64(peer.connected_at)),
        );
        diesel::replace_into(dsl::known_peers).values(row).execute(self.connection).or_storage_error()?;
        let oldest = dsl::known_peers.order((dsl::connected_at.desc(), dsl::peer_id)).select(dsl::peer_id);
        let oldest = oldest.limit(-1).offset(limit.into()).load::<String>(self.connection).or_storage_error()?;
        for peer_id in oldest {
            self.remove_known_peer(&peer_id)?;
        }
        Ok(())
    }

    fn known_peers(&mut self, limit: u32) -> Result<Vec<KnownPeer>> {
        let rows = dsl::known_peers.order((dsl::connected_at.desc(), dsl::peer_id)).limit(limit.into());
        let rows = rows.load::<(String, String, Vec<u8>, U64)>(self.connection).or_storage_error()?;
        let peer = |(peer_id, address, record, connected_at): (_, _, _, U64)| KnownPeer {
            peer_id,
            address,
            record,
            connected_at: connected_at.0,
        };
        Ok(rows.into_iter().map(peer).collect())
    }

    fn remove_known_peer(&mut self, peer_id: &str) -> Result<()> {
        diesel::delete(dsl::known_peers.find(peer_id)).execute(self.connection).or_storage_error()?;
        Ok(())
    }
}
