use proptest::prelude::*;

use crate::wallet::provider::{MAX_WAIT_MS, RequestLimiter};

#[test]
fn fifty_go_at_once_and_then_fifty_each_second() {
    let mut limiter = RequestLimiter::default();
    let waits: Vec<_> = (0..100).map(|_| limiter.take(1000).unwrap()).collect();
    assert!(waits.iter().take(50).all(|wait| *wait == 0));
    assert_eq!((waits[50], waits[99]), (20, 1000));
}

#[test]
fn enough_is_enough_for_as_long_as_the_provider_says() {
    let mut limiter = RequestLimiter::default();
    limiter.slow_down(10_000, Some(3000));
    assert_eq!(limiter.rate(), 40);
    assert_eq!(limiter.take(10_000), Some(3000));
    assert_eq!(limiter.take(14_000), Some(0));
    limiter.slow_down(20_000, Some(30_000));
    assert_eq!(limiter.take(20_000), None, "another one is asked");
    assert_eq!(limiter.take(46_000), Some(4000));
    (0..10).for_each(|_| limiter.slow_down(50_000, None));
    assert_eq!(limiter.rate(), 20, "never lower");
    assert_eq!(limiter.take(50_000), Some(1000));
}

#[test]
fn the_rate_recovers_by_a_step_each_minute() {
    let mut limiter = RequestLimiter::default();
    (0..3).for_each(|_| limiter.slow_down(0, None));
    limiter.take(59_999);
    assert_eq!(limiter.rate(), 20);
    limiter.take(120_000);
    assert_eq!(limiter.rate(), 40);
    limiter.take(10_000_000);
    assert_eq!(limiter.rate(), 50);
}

proptest! {
    #[test]
    fn whenever_requests_come_no_more_than_the_rate_go_in_any_second(
        pauses in prop::collection::vec(0..200_u64, 1..300)
    ) {
        let mut limiter = RequestLimiter::default();
        let (mut now, mut sent) = (0, Vec::new());
        for pause in pauses {
            now += pause;
            if let Some(wait) = limiter.take(now) {
                prop_assert!(wait <= MAX_WAIT_MS);
                sent.push(now + wait);
            }
        }
        for from in &sent {
            let within = sent.iter().filter(|at| (*from..*from + 1000).contains(at)).count();
            prop_assert!(within <= 101, "what was saved up and one second of it: {}", within);
        }
    }
}
