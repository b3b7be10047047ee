use std::collections::BTreeSet;

use proptest::prelude::*;
use prost::Message as _;
use status_ports::Answer;
use status_proto::waku::WakuMetadata;

use super::{Metadata, OwnMetadata};
use crate::streams::Service as _;

fn own() -> Metadata {
    Metadata { cluster_id: Some(16), shards: BTreeSet::from([32, 64]) }
}

#[test]
fn shards_are_written_to_both_fields() {
    // cluster 16; field 2 unpacked; field 3 packed.
    assert_eq!(own().encode(), [0x08, 16, 0x10, 32, 0x10, 64, 0x1a, 2, 32, 64]);
}

#[test]
fn shards_are_read_from_either_field() {
    for (shards, shards_deprecated) in [(vec![32, 64], vec![]), (vec![], vec![32, 64]), (vec![32], vec![32, 64])] {
        let bytes = WakuMetadata { cluster_id: Some(16), shards_deprecated, shards }.encode_to_vec();
        assert_eq!(Metadata::decode(&bytes).unwrap(), own());
    }
}

#[test]
fn an_absent_cluster_is_seen_as_absent() {
    assert_eq!(Metadata::decode(&[]).unwrap(), Metadata { cluster_id: None, shards: BTreeSet::new() });
}

#[tokio::test]
async fn whoever_asks_in_due_form_is_told() {
    let service = OwnMetadata::default();
    service.set(own());
    assert_eq!(service.handle("somebody", vec![]).await, Answer::Reply(own().encode()));
    assert_eq!(service.handle("somebody", vec![0xff, 0xff]).await, Answer::Reset);
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = Metadata::decode(&bytes);
    }

    #[test]
    fn what_one_writes_the_other_reads(cluster_id: Option<u32>, shards in proptest::collection::btree_set(any::<u32>(), 0..50)) {
        let said = Metadata { cluster_id, shards };
        prop_assert_eq!(Metadata::decode(&said.encode()).ok(), Some(said));
    }
}
