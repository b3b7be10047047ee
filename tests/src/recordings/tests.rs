//! The comparison rules, in the words of the recordings' format.

use serde_json::{Value, json};

use super::{
    comparison::{Comparison, normalise},
    deliberate::excuse,
    json_path::find,
    recording::Recording,
    variables::Variables,
};
use crate::client::json_text::spaced;

fn known() -> Variables {
    let mut variables = Variables::default();
    variables.set("alice.name", json!("a.b"));
    variables.set("clock", json!(7));
    variables
}

fn differences(template: &Value, value: &Value) -> Vec<String> {
    Comparison { variables: &known(), types_only: false }.differences(template, value, "").unwrap()
}

fn fits(template: Value, value: Value) -> bool {
    differences(&template, &value).is_empty()
}

#[test]
fn literals_are_equal_and_whole_numbers_equal_their_float() {
    assert!(fits(json!({"a": [1, "x", null, true]}), json!({"a": [1, "x", null, true]})));
    assert!(fits(json!(1), json!(1.0)));
    assert!(!fits(json!(1), json!(true)));
    assert!(!fits(json!("1"), json!(1)));
    assert!(fits(json!("$$text"), json!("$text")));
}

#[test]
fn an_object_has_exactly_the_keys_of_its_template_but_for_optional_ones() {
    let template = json!({"a": 1, "~b": 2});
    assert!(fits(template.clone(), json!({"a": 1})));
    assert!(fits(template.clone(), json!({"b": 2, "a": 1})));
    assert_eq!(differences(&template, &json!({"b": 2})), [".a: missing"]);
    assert_eq!(differences(&template, &json!({"a": 1, "c": 3})), [".c: not expected, got 3"]);
    assert_eq!(differences(&template, &json!({"a": 1, "b": 3})), [".b: expected 2, got 3"]);
}

#[test]
fn marks_stand_for_types_and_forms_of_text() {
    assert!(fits(json!("$int"), json!(3)));
    assert!(!fits(json!("$int"), json!(3.5)));
    assert!(fits(json!("$number"), json!(3)));
    assert!(fits(json!("$null|$array"), json!([])));
    assert!(fits(json!("$any"), json!(null)));
    assert!(fits(json!("$hex"), json!("0x")));
    assert!(!fits(json!("$hex"), json!("0x123")));
    assert!(fits(json!("$hex20"), json!(format!("0x{}", "aB".repeat(20)))));
    assert!(fits(json!("$time"), json!("2024-10-24T01:02:03.5Z")));
    assert!(!fits(json!("$uuid"), json!("not one")));
    assert!(fits(json!("$re:x.*y"), json!("x\ny")));
    assert!(!fits(json!("$re:x"), json!("xx")));
}

#[test]
fn a_variable_inside_a_pattern_is_taken_literally() {
    assert!(fits(json!("$re:${alice.name}\\-[0-9]"), json!("a.b-1")));
    assert!(!fits(json!("$re:${alice.name}\\-[0-9]"), json!("axb-1")));
}

#[test]
fn a_text_that_is_one_variable_keeps_the_type() {
    assert!(fits(json!("${clock}"), json!(7)));
    assert!(fits(json!("at ${clock}"), json!("at 7")));
    assert!(fits(json!({"${alice.name}": 1}), json!({"a.b": 1})));
    let variables = known();
    let unknown = Comparison { variables: &variables, types_only: false }.differences(&json!("${no}"), &json!(1), "");
    assert_eq!(unknown.unwrap_err().to_string(), "needs 'no', which an earlier step did not give");
}

#[test]
fn an_unordered_list_fits_if_there_is_a_perfect_matching() {
    let template = json!({"$unordered": ["$int|$string", "$int"]});
    assert!(fits(template.clone(), json!([1, "a"])));
    assert!(fits(template.clone(), json!(["a", 1])));
    assert_eq!(differences(&template, &json!(["a", "b"])).len(), 1);
    assert_eq!(differences(&template, &json!(["a"])).len(), 1);
}

#[test]
fn every_element_and_every_value_can_have_one_template() {
    assert!(fits(json!({"$each": "$int", "$min": 1}), json!([1, 2])));
    assert!(!fits(json!({"$each": "$int", "$min": 1}), json!([])));
    assert!(!fits(json!({"$each": "$int", "$length": 2}), json!([1])));
    assert!(!fits(json!({"$each": "$int"}), json!([1, "a"])));
    assert!(fits(json!({"$map": "$int"}), json!({"x": 1, "y": 2})));
    assert!(!fits(json!({"$map": "$int", "$min": 1}), json!({})));
    assert!(fits(json!({"$one_of": [{"a": 1}, "$null"]}), json!(null)));
}

#[test]
fn types_only_compares_the_types_of_literals() {
    let variables = known();
    let comparison = Comparison { variables: &variables, types_only: true };
    let found = |value| comparison.differences(&json!({"a": 1, "b": "x"}), &value, "").unwrap().len();
    assert_eq!(found(json!({"a": 2.5, "b": "y"})), 0);
    assert_eq!(found(json!({"a": "1", "b": "y"})), 1);
}

#[test]
fn the_media_port_and_encoded_messages_are_normalised() {
    assert_eq!(normalise(json!("https://Localhost:4711/x")), json!("https://Localhost:0/x"));
    assert_eq!(normalise(json!({"message": "{\"b\":1}"})), json!({"message": {"json": {"b": 1}}}));
    assert_eq!(normalise(json!({"message": "{no"})), json!({"message": "{no"}));
}

#[test]
fn paths_go_through_keys_indexes_filters_and_any() {
    let value = json!({"messages": [{"id": "a", "type": 1}, {"id": "b", "type": 11}], "chats": {"x": {"n": 1}}});
    let at = |path| find(&value, path).into_iter().cloned().collect::<Vec<_>>();
    assert_eq!(at("messages[0].id"), [json!("a")]);
    assert_eq!(at("messages[-1].id"), [json!("b")]);
    assert_eq!(at("messages[type=11].id"), [json!("b")]);
    assert_eq!(at("messages[id=a].type"), [json!(1)]);
    assert_eq!(at("messages[*].id"), [json!("a"), json!("b")]);
    assert_eq!(at("chats.*.n"), [json!(1)]);
    assert!(at("messages[2].id").is_empty());
    assert_eq!(at("").len(), 1);
}

#[test]
fn bodies_have_the_bytes_of_the_original_requests() {
    assert_eq!(
        spaced(&json!({"a": [1, "é😀\"\n"], "b": {}})),
        "{\"a\": [1, \"\\u00e9\\ud83d\\ude00\\\"\\n\"], \"b\": {}}"
    );
}

#[test]
fn what_differs_on_purpose_excuses_its_place_and_nothing_else() {
    let place = ".result.chats[0].unviewedMessagesCount";
    let [known, below, beside, other] = ["", ".x", "s", ".y"].map(|end| format!("{place}{end}: expected 3, got 2"));
    let other = other.replace("[0]", "[1]");
    let mut problems = vec![known, below, beside.clone(), other.clone()];
    assert!(excuse("chat-one-to-one", 59, &mut problems).is_some());
    assert_eq!(problems, [beside, other]);
    assert!(excuse("chat-one-to-one", 58, &mut problems).is_none() && excuse("chat", 59, &mut problems).is_none());
    assert_eq!(problems.len(), 2);
}

#[test]
fn every_recording_can_be_read() {
    let folder = super::folder();
    for name in super::names(&folder).unwrap() {
        let text = std::fs::read(folder.join(format!("{name}.json"))).unwrap();
        assert!(Recording::parse(&text).is_ok_and(|recording| !recording.steps.is_empty()), "{name}");
    }
}
