use proptest::prelude::*;
use serde_json::{Value, json};
use status_ports::NotificationExemption;

use super::super::*;
use NotificationSetting::*;

const ALERTS: [NotificationSetting; 7] = [
    OneToOneChats,
    GroupChats,
    PersonalMentions,
    GlobalMentions,
    AllMessages,
    ContactRequests,
    IdentityVerificationRequests,
];

#[test]
fn before_anybody_saved_one_defaults_hold() {
    let defaults = [
        (AllowNotifications, json!(true)),
        (OneToOneChats, json!("SendAlerts")),
        (GroupChats, json!("SendAlerts")),
        (PersonalMentions, json!("SendAlerts")),
        (GlobalMentions, json!("SendAlerts")),
        (ContactRequests, json!("SendAlerts")),
        (IdentityVerificationRequests, json!("SendAlerts")),
        (AllMessages, json!("TurnOff")),
        (SoundEnabled, json!(true)),
        (Volume, json!(50)),
        (MessagePreview, json!(2)),
        (Payments, json!(false)),
    ];
    for (setting, default) in defaults {
        assert_eq!(setting.read(None), default);
        assert_eq!(setting.read(Some("{")), default, "damaged");
        assert!(find(setting.name()).is_none(), "is saved by a call of its own only");
    }
}

#[test]
fn values_of_another_kind_are_refused() {
    for (setting, value) in [
        (AllowNotifications, json!(1)),
        (Volume, json!("loud")),
        (Volume, json!(1.5)),
        (Volume, json!(u64::MAX)),
        (GroupChats, json!(true)),
        (GroupChats, Value::Null),
    ] {
        assert_eq!(setting.write(&value), Err(NotificationSettingError::NotAllowed), "{setting:?}");
    }
    assert_eq!(GroupChats.write(&json!("x".repeat(65))), Err(NotificationSettingError::TooLong));
}

#[test]
fn a_word_that_is_none_of_the_three_comes_back_and_stands_for_the_default() {
    let records = [GroupChats.write(&json!("Nonsense")).unwrap(), AllMessages.write(&json!("Nonsense")).unwrap()];
    assert_eq!(GroupChats.read(Some(&records[0].value)), "Nonsense");
    assert_eq!(GroupChats.alert(&records), Alert::SendAlerts);
    assert_eq!(AllMessages.alert(&records), Alert::TurnOff);
}

#[test]
fn where_notifications_are_off_nothing_is_told() {
    let off = AllowNotifications.write(&json!(false)).unwrap();
    let quiet = GroupChats.write(&json!("DeliverQuietly")).unwrap();
    assert_eq!(GroupChats.alert(std::slice::from_ref(&quiet)), Alert::DeliverQuietly);
    assert_eq!(GroupChats.alert(&[off.clone(), quiet]), Alert::TurnOff);
    for setting in ALERTS {
        assert_eq!(setting.alert(std::slice::from_ref(&off)), Alert::TurnOff);
    }
}

#[test]
fn exemptions_have_an_id_and_bounds() {
    let exemption = no_exemption("chat");
    assert_eq!(check_exemption(&exemption), Ok(()));
    assert!(!exemption.mute_all_messages);
    assert_eq!(exemption.other_messages, "TurnOff");
    for id in [String::new(), "x".repeat(257)] {
        assert_eq!(check_exemption(&no_exemption(&id)), Err(NotificationSettingError::InvalidId));
    }
    let long = || "x".repeat(65);
    for refused in [
        NotificationExemption { personal_mentions: long(), ..no_exemption("chat") },
        NotificationExemption { global_mentions: long(), ..no_exemption("chat") },
        NotificationExemption { other_messages: long(), ..no_exemption("chat") },
    ] {
        assert_eq!(check_exemption(&refused), Err(NotificationSettingError::TooLong));
    }
}

#[test]
fn what_holds_for_all_is_no_exemption() {
    assert_eq!(check_is_exemption("chat"), Ok(()));
    let refused = check_is_exemption("AllMessages").unwrap_err().to_string();
    assert_eq!(refused, "AllMessages, static notifications settings cannot be deleted");
}

proptest! {
    /// What was saved is what is read.
    #[test]
    fn saved_values_come_back(switch in any::<bool>(), number in any::<i64>(), word in ".{0,16}") {
        for (setting, value) in [(SoundEnabled, json!(switch)), (Volume, json!(number)), (ContactRequests, json!(word))] {
            let record = setting.write(&value).unwrap();
            prop_assert_eq!(record.name.as_str(), setting.name());
            prop_assert_eq!(setting.read(Some(&record.value)), value);
        }
    }

    /// Whatever is stored, what is read is of the setting's kind.
    #[test]
    fn damage_reads_as_a_value_of_the_kind(stored in ".{0,32}") {
        prop_assert!(SoundEnabled.read(Some(&stored)).is_boolean());
        prop_assert!(Volume.read(Some(&stored)).is_i64());
        prop_assert!(GroupChats.read(Some(&stored)).is_string());
    }
}
