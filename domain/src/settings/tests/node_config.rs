use proptest::prelude::*;
use serde_json::{Value, json};
use status_ports::SettingRecord;

use super::super::node_config::*;
use super::stored;

#[test]
fn a_value_of_the_node_changes_alone() {
    let before = stored(&[("node-config", json!({"LightClient": false, "Nameserver": "1.1.1.1"}))]);
    assert_eq!(node_config(&before, LIGHT_CLIENT), false);
    let after = [write_node_config(&before, LIGHT_CLIENT, json!(true))];
    assert_eq!(node_config(&after, LIGHT_CLIENT), true);
    assert_eq!(node_config(&after, "Nameserver"), "1.1.1.1");
    assert_eq!(node_config(&[], LIGHT_CLIENT), Value::Null);
    assert_eq!(node_config(&[write_node_config(&[], LIGHT_CLIENT, json!(true))], LIGHT_CLIENT), true);
}

/// The configuration as it is before anybody changed it, in short.
fn current() -> Value {
    json!({
        "NetworkId": 1, "LogLevel": "ERROR", "LogDir": "", "HTTPEnabled": false, "LogEnabled": false,
        "WakuV2Config": {"LightClient": false, "Port": 0, "CustomNodes": {}, "UDPPort": 0},
    })
}

fn saved(wanted: &Value) -> Result<Vec<SettingRecord>, NodeConfigError> {
    save_node_config(&[], &current(), wanted).map(|record| vec![record])
}

#[test]
fn a_saved_configuration_takes_effect_where_it_differs() {
    let mut wanted = current();
    wanted["WakuV2Config"]["LightClient"] = json!(true);
    wanted["WakuV2Config"]["CustomNodes"] = json!({"a": "b"});
    wanted["LogLevel"] = json!("debug");
    wanted["LogEnabled"] = json!(true);
    let records = saved(&wanted).unwrap();
    assert_eq!(node_config(&records, LIGHT_CLIENT), true);
    assert_eq!(node_config(&records, "CustomNodes"), json!({"a": "b"}));
    assert_eq!(node_config(&records, "LogLevel"), "debug");
    assert_eq!(node_config(&records, "NetworkId"), Value::Null);
}

#[test]
fn a_configuration_as_it_is_changes_nothing_and_zeros_are_alike() {
    let mut wanted = current();
    wanted["LogDir"] = Value::Null;
    wanted["OfNewerVersions"] = json!({"Enabled": false});
    wanted.as_object_mut().unwrap().remove("NetworkId");
    let expected = save_node_config(&[], &current(), &current()).unwrap();
    wanted.as_object_mut().unwrap().remove("OfNewerVersions");
    assert_eq!(saved(&wanted).unwrap(), [expected]);
}

#[test]
fn what_the_node_does_not_do_is_named() {
    let with = |place: &str, value: Value| {
        let mut wanted = current();
        *wanted.pointer_mut(place).unwrap() = value;
        saved(&wanted)
    };
    let fixed = |place: &str| Err(NodeConfigError::Fixed(place.to_owned()));
    assert_eq!(with("/HTTPEnabled", json!(true)), fixed("/HTTPEnabled"));
    assert_eq!(with("/WakuV2Config/Port", json!(30303)), fixed("/WakuV2Config/Port"));
    assert_eq!(with("/WakuV2Config", json!([1])), fixed("/WakuV2Config"));
    assert_eq!(with("/LogLevel", json!("loud")), Err(NodeConfigError::LogLevel));
    for (place, value) in [
        ("/WakuV2Config/LightClient", json!(1)),
        ("/WakuV2Config/UDPPort", json!(-1)),
        ("/NetworkId", json!("1")),
        ("/NetworkId", json!(1.5)),
    ] {
        assert_eq!(with(place, value), Err(NodeConfigError::Invalid(place.to_owned())));
    }
    assert_eq!(with("/WakuV2Config/CustomNodes", json!({"a": 1})), Err(NodeConfigError::CustomNodes));
    assert_eq!(saved(&json!("text")), Err(NodeConfigError::NoObject));
    assert_eq!(saved(&json!({"Unheard": 1})), fixed("/Unheard"));
}

#[test]
fn custom_nodes_are_replaced_as_a_whole_and_added_one_by_one() {
    let tree = "enrtree://AMOJVZX4V6EXP7NTJPMAYJYST2QP6AJXYW76IU6VGJS7UVSNDYZG4@boot.prod.status.nodes.status.im";
    let before = [write_custom_nodes(&[], [("a", "b")]).unwrap()];
    let after = [add_custom_node(&before, tree).unwrap()];
    assert_eq!(node_config(&after, "CustomNodes"), json!({"a": "b", tree: tree}));
    let none = [write_custom_nodes(&after, []).unwrap()];
    assert_eq!(node_config(&none, "CustomNodes"), json!({}));
    assert!(matches!(add_custom_node(&before, "nonsense"), Err(NodeConfigError::EntryPoint(_))));
}

#[test]
fn custom_nodes_have_bounds() {
    let long = "x".repeat(1025);
    let names: Vec<String> = (0..101).map(|number| number.to_string()).collect();
    let many = names.iter().map(|name| (name.as_str(), "b"));
    assert_eq!(write_custom_nodes(&[], many), Err(NodeConfigError::CustomNodes));
    assert_eq!(write_custom_nodes(&[], [("a", long.as_str())]), Err(NodeConfigError::CustomNodes));
    assert_eq!(write_custom_nodes(&[], [(long.as_str(), "b")]), Err(NodeConfigError::CustomNodes));
}

#[test]
fn levels_of_the_log_are_words_in_any_case() {
    assert_eq!(LogLevel::parse("ERROR"), Ok(LogLevel::Error));
    assert_eq!(LogLevel::parse("trace"), Ok(LogLevel::Trace));
    for word in ["", "loud", "info ", "INFOO"] {
        assert_eq!(LogLevel::parse(word), Err(NodeConfigError::LogLevel));
    }
    let records = [write_log_level(&[], LogLevel::Warn)];
    let records = [write_max_log_backups(&records, 5)];
    assert_eq!(node_config(&records, "LogLevel"), "WARN");
    assert_eq!(node_config(&records, "LogMaxBackups"), 5);
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        let keys = prop_oneof![Just("WakuV2Config".to_owned()), Just("LightClient".to_owned()), ".{0,8}"];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((keys, inner), 0..4).prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    /// Whatever is saved, only what a profile keeps is kept.
    #[test]
    fn only_known_values_are_ever_kept(wanted in any_json()) {
        if let Ok(records) = saved(&wanted) {
            let kept: Value = serde_json::from_str(&records[0].value).unwrap();
            for name in kept.as_object().unwrap().keys() {
                prop_assert!(NODE_VALUES.iter().any(|value| value.name == name));
            }
        }
    }
}
