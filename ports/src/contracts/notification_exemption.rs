//! The contract of [`NotificationExemptionStore`].

use crate::{NotificationExemption, NotificationExemptionStore};

/// Runs the whole suite. `make` returns an empty store each time.
pub fn run(make: &mut dyn FnMut() -> Box<dyn NotificationExemptionStore>) {
    an_exemption_comes_back_whole(&mut *make());
    an_exemption_is_replaced_and_deleted_by_its_id(&mut *make());
}

fn exemption(id: &str) -> NotificationExemption {
    NotificationExemption {
        id: id.into(),
        mute_all_messages: true,
        personal_mentions: "SendAlerts".into(),
        global_mentions: "DeliverQuietly".into(),
        other_messages: "TurnOff".into(),
    }
}

fn an_exemption_comes_back_whole(store: &mut dyn NotificationExemptionStore) {
    assert_eq!(store.find_notification_exemption("chat").unwrap(), None);
    store.save_notification_exemption(&exemption("chat")).unwrap();
    assert_eq!(store.find_notification_exemption("chat").unwrap(), Some(exemption("chat")));
    assert_eq!(store.find_notification_exemption("CHAT").unwrap(), None);
}

fn an_exemption_is_replaced_and_deleted_by_its_id(store: &mut dyn NotificationExemptionStore) {
    for id in ["a", "b"] {
        store.save_notification_exemption(&exemption(id)).unwrap();
    }
    let other = NotificationExemption { mute_all_messages: false, other_messages: String::new(), ..exemption("a") };
    store.save_notification_exemption(&other).unwrap();
    assert_eq!(store.find_notification_exemption("a").unwrap(), Some(other));
    store.delete_notification_exemption("a").unwrap();
    store.delete_notification_exemption("never there").unwrap();
    assert_eq!(store.find_notification_exemption("a").unwrap(), None);
    assert_eq!(store.find_notification_exemption("b").unwrap(), Some(exemption("b")));
}
