use crate::wallet::provider::{ChainHealth, HealthStatus, ProviderHealth, aggregate};

fn with(status: HealthStatus) -> ProviderHealth {
    ProviderHealth { status, ..ProviderHealth::default() }
}

#[test]
fn one_that_is_up_is_enough_and_nothing_is_down() {
    use HealthStatus::{Down, Unknown, Up};
    for (parts, whole) in [
        (vec![], Down),
        (vec![Down, Up, Unknown], Up),
        (vec![Down, Unknown], Unknown),
        (vec![Down, Down], Down),
        (vec![Unknown], Unknown),
    ] {
        let parts: Vec<_> = parts.into_iter().map(with).collect();
        assert_eq!(aggregate("all", &parts).status, whole);
    }
}

#[test]
fn news_are_only_what_is_other_than_before() {
    let mut health = ChainHealth::default();
    health.set_chain(1, ["a".to_owned(), "b".to_owned()]);
    health.set_chain(2, ["c".to_owned()]);
    assert_eq!(health.whole().status, HealthStatus::Unknown);
    assert!(health.record(1, "a", Err("broken".to_owned()), 10));
    assert!(!health.record(1, "a", Err("again".to_owned()), 20));
    assert_eq!(health.chain(1).status, HealthStatus::Unknown);
    assert!(health.record(1, "b", Err("broken too".to_owned()), 30));
    assert_eq!(health.chain(1).status, HealthStatus::Down);
    assert!(health.record(1, "a", Ok(()), 40));
    assert!(!health.record(1, "a", Ok(()), 50));
    assert!(!health.record(1, "nobody", Ok(()), 50));
    let whole = health.whole();
    assert_eq!((whole.status, whole.last_success_at, whole.last_error_at), (HealthStatus::Up, Some(50), Some(30)));
    assert_eq!(whole.last_error.as_deref(), Some("broken too"));
    health.remove_chain(1);
    assert_eq!(health.per_chain().keys().copied().collect::<Vec<_>>(), [2]);
}
