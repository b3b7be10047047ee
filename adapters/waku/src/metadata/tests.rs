use std::collections::BTreeSet;

use futures::FutureExt as _;
use futures::io::Cursor;
use proptest::prelude::*;
use prost::Message as _;
use status_proto::waku::WakuMetadata;

use super::{Metadata, MetadataError, answer, read, write};

fn own() -> Metadata {
    Metadata { cluster_id: Some(16), shards: BTreeSet::from([32, 64]) }
}

#[tokio::test]
async fn shards_are_written_to_both_fields() {
    let mut stream = Cursor::new(vec![]);
    write(&mut stream, own()).await.unwrap();
    // cluster 16; field 2 unpacked; field 3 packed; the length in front.
    assert_eq!(stream.into_inner(), [10, 0x08, 16, 0x10, 32, 0x10, 64, 0x1a, 2, 32, 64]);
}

#[tokio::test]
async fn shards_are_read_from_either_field() {
    for (shards, shards_deprecated) in [(vec![32, 64], vec![]), (vec![], vec![32, 64]), (vec![32], vec![32, 64])] {
        let bytes = WakuMetadata { cluster_id: Some(16), shards_deprecated, shards }.encode_length_delimited_to_vec();
        assert_eq!(read(&mut Cursor::new(bytes)).await.unwrap(), own());
    }
}

#[tokio::test]
async fn an_absent_cluster_is_seen_as_absent() {
    let nothing = read(&mut Cursor::new(vec![0])).await.unwrap();
    assert_eq!(nothing, Metadata { cluster_id: None, shards: BTreeSet::new() });
}

#[tokio::test]
async fn a_length_beyond_64_kib_is_refused_before_it_is_read() {
    for bytes in [vec![0x81, 0x80, 0x04], vec![0xff, 0xff, 0xff, 0xff, 0x0f], vec![0x80; 20]] {
        assert!(matches!(read(&mut Cursor::new(bytes)).await, Err(MetadataError::Malformed(_))));
    }
    // Exactly 64 KiB is read, and found missing.
    assert!(matches!(read(&mut Cursor::new(vec![0x80, 0x80, 0x04])).await, Err(MetadataError::Io(_))));
}

#[tokio::test]
async fn bytes_that_are_no_metadata_are_refused() {
    assert!(matches!(read(&mut Cursor::new(vec![2, 0xff, 0xff])).await, Err(MetadataError::Malformed(_))));
    assert!(matches!(answer(Cursor::new(vec![2, 0xff, 0xff]), own()).await, Err(MetadataError::Malformed(_))));
    assert!(matches!(read(&mut Cursor::new(vec![])).await, Err(MetadataError::Io(_))));
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        // No timer is involved: whatever there is to read is there at once.
        let read = read(&mut Cursor::new(bytes)).now_or_never();
        prop_assert!(read.is_some());
    }

    #[test]
    fn what_one_writes_the_other_reads(cluster_id: Option<u32>, shards in proptest::collection::btree_set(any::<u32>(), 0..50)) {
        let said = Metadata { cluster_id, shards };
        let mut stream = Cursor::new(vec![]);
        prop_assert!(write(&mut stream, said.clone()).now_or_never().is_some_and(|written| written.is_ok()));
        stream.set_position(0);
        let heard = read(&mut stream).now_or_never();
        prop_assert_eq!(heard.and_then(Result::ok), Some(said));
    }
}
