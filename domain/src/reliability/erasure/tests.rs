use proptest::prelude::*;
use proptest::sample::subsequence;

use super::*;

fn shards(bytes: &[Vec<u8>]) -> Vec<Shard<'_>> {
    (0_u8..=255).zip(bytes).map(|(point, bytes)| Shard { point, bytes }).collect()
}

/// Data and parity: parity shard `i` stands at the point behind the data.
fn with_parity(data: &[Vec<u8>], parity: usize, length: usize) -> Vec<Vec<u8>> {
    let mut all = data.to_vec();
    for at in data.len()..data.len() + parity {
        all.push(interpolate(&shards(data), at as u8, length));
    }
    all
}

#[test]
fn parity_is_that_of_klauspost() {
    let message: Vec<u8> = (0..1000_u32).map(|i| (i % 256) as u8).collect();
    let data: Vec<_> = message.chunks(125).map(<[u8]>::to_vec).collect();
    let parity = "448dfc882e0d08fee3f77a5818713b76d61fef65c32b0ef8e53bb694e48dc72ceb2253943211ea1c01f17c5e9ff6bc6dcd04901abc0b2ed8\
                  c51b96b4c4ade70c05ccbde046653fc9d478f5d769004aef4f86c54fe96b4eb8a57bf6d4a4cd876cab6213d47251aa5c41b13c1edfb6\
                  fc2d8d44d05afc4b6e98855bd6f484";
    assert_eq!(hex::encode(&with_parity(&data, 1, 125)[8]), parity);
}

#[test]
fn one_data_shard_is_repeated() {
    assert_eq!(with_parity(&[vec![1, 2, 3]], 2, 3), [[1, 2, 3], [1, 2, 3], [1, 2, 3]]);
}

#[test]
fn the_field_multiplies_by_its_polynomial() {
    assert_eq!(multiples(2)[0x80], 0x1d);
    assert_eq!(multiples(1), core::array::from_fn(|i| i as u8));
    assert_eq!(multiples(0), [0; 256]);
    assert_eq!((multiples(3)[4], multiples(7)[7]), (12, 21));
}

proptest! {
    #[test]
    fn any_data_count_of_shards_gives_back_all(
        (data, kept) in (1_usize..40, 1_usize..8, 1_usize..30).prop_flat_map(|(count, parity, length)| {
            let data = prop::collection::vec(prop::collection::vec(any::<u8>(), length), count);
            (data, subsequence((0..count + parity).collect::<Vec<_>>(), count))
        }),
    ) {
        let length = data[0].len();
        let all = with_parity(&data, 7, length);
        let known: Vec<_> = kept.iter().map(|at| Shard { point: *at as u8, bytes: &all[*at] }).collect();
        for (at, expected) in all.iter().enumerate().filter(|(at, _)| !kept.contains(at)) {
            prop_assert_eq!(&interpolate(&known, at as u8, length), expected);
        }
    }

    #[test]
    fn the_missing_end_of_a_shard_counts_as_zeros(data in prop::collection::vec(any::<u8>(), 16..40), cut in 0_usize..16) {
        let mut shorter: Vec<_> = data.chunks(8).map(<[u8]>::to_vec).collect();
        shorter.pop();
        let mut padded = shorter.clone();
        shorter[0].truncate(cut.min(8));
        padded[0] = shorter[0].clone();
        padded[0].resize(8, 0);
        prop_assert_eq!(interpolate(&shards(&shorter), 100, 8), interpolate(&shards(&padded), 100, 8));
    }
}
