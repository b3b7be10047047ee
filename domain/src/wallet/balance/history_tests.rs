use proptest::prelude::*;
use ruint::aliases::U256;
use status_ports::{Asset, BlockPlace, HistoricalPrice, TransferRecord};

use super::{BalanceLine, DailyPrices, balance_points, interval_start, worth};

const ME: [u8; 20] = [1; 20];
const OTHER: [u8; 20] = [2; 20];
const NOW: u64 = 1_700_000_000;

fn transfer(timestamp: u64, is_in: bool, amount: u64) -> TransferRecord {
    let (from, to) = if is_in { (OTHER, ME) } else { (ME, OTHER) };
    TransferRecord {
        id: [0; 32],
        account: ME,
        asset: Asset::native(1),
        from,
        to: Some(to),
        amount: U256::from(amount),
        transaction_hash: [0; 32],
        block: BlockPlace { number: 1, hash: [0; 32] },
        timestamp,
        is_success: true,
        created_contract: None,
        is_issue: false,
        multi_transaction_id: 0,
    }
}

fn line(now: u64, transfers: &[TransferRecord]) -> BalanceLine {
    BalanceLine::backwards(&ME, &Asset::native(1), U256::from(now), transfers)
}

#[test]
fn intervals_are_those_of_clients() {
    let days = |interval| interval_start(interval, NOW).map(|start| (NOW - start) / 86_400);
    assert_eq!([1, 2, 3, 4].map(days), [7, 30, 180, 365].map(Ok));
    assert_eq!(interval_start(5, NOW), Ok(0));
    assert_eq!(interval_start(0, NOW).unwrap_err().to_string(), "unknown time interval: 0");
}

#[test]
fn a_balance_goes_back_by_what_was_given_and_got() {
    let failed = TransferRecord { is_success: false, ..transfer(25, false, 90) };
    let line = line(7, &[transfer(30, false, 3), failed, transfer(20, true, 5), transfer(20, true, 5)]);
    let at = [19, 20, 29, 30, 99].map(|time| line.at(time).to::<u64>());
    assert_eq!(at, [0, 10, 10, 7, 7]);
}

#[test]
fn a_chart_has_both_ends_all_changes_and_fourteen_points() {
    let lines = [line(7, &[transfer(NOW - 1000, true, 7)]), line(5, &[transfer(NOW - 500, true, 2)])];
    let points = balance_points(&lines, NOW - 86_400, NOW);
    assert_eq!(points.len(), 16);
    assert_eq!(points.first(), Some(&(NOW - 86_400, U256::from(3))));
    assert!(points.contains(&(NOW - 1000, U256::from(10))) && points.contains(&(NOW - 500, U256::from(12))));
    assert_eq!(points.last(), Some(&(NOW, U256::from(12))));
    let all = balance_points(&lines, 0, NOW);
    assert_eq!(all.first(), Some(&(NOW - 1001, U256::from(3))));
    assert_eq!(balance_points(&[], 0, NOW).first(), Some(&(1_438_269_988, U256::ZERO)));
}

#[test]
fn amounts_are_worth_what_the_newest_price_of_then_says() {
    let prices =
        DailyPrices::new(&[HistoricalPrice { time: 100, close: 2.0 }, HistoricalPrice { time: 200, close: 3.0 }]);
    let amount = U256::from(1_500_000);
    let values = worth(&[(50, amount), (100, amount), (199, amount), (1000, amount)], 6, &prices);
    assert_eq!(values, [(100, 3.0), (199, 3.0), (1000, 4.5)], "nobody knows what it cost before");
}

proptest! {
    #[test]
    fn charts_are_bounded_and_in_order_whatever_happened(
        transfers in proptest::collection::vec((0..NOW, any::<bool>(), any::<u64>()), 0..1500),
        start in 0..NOW + 10, now in 0..NOW, balance: u64,
    ) {
        let mut transfers: Vec<_> = transfers.into_iter().map(|(time, is_in, amount)| transfer(time, is_in, amount)).collect();
        transfers.sort_by_key(|transfer| core::cmp::Reverse(transfer.timestamp));
        let points = balance_points(&[line(balance, &transfers)], start, now);
        prop_assert!(points.len() <= 502 && !points.is_empty());
        prop_assert!(points.is_sorted_by(|one, other| one.0 < other.0));
        prop_assert_eq!(points.last().unwrap().0, now);
    }
}
