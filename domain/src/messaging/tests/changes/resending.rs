use super::*;

#[test]
fn an_edited_message_is_sent_again_as_it_was() {
    let (mut alice, mut bobby) = readers();
    let said = say(&mut alice, &bobby, "first");
    for text in ["second", "third"] {
        let edit = chat::Edit { message_id: said.id.clone(), text: text.into(), ..chat::Edit::default() };
        alice.run(|context| chat::edit_message(context, &edit)).unwrap();
    }
    let again = alice.run(|context| chat::resend_message(context, &said.id)).unwrap();
    assert_eq!(again.outgoing, [said]);
    bobby.receive(&alice, &again.outgoing);
}

#[test]
fn only_what_we_sent_is_sent_again() {
    let (mut alice, mut bobby) = readers();
    let said = say(&mut bobby, &alice, "not mine");
    alice.handle(&arrived(&bobby, &said)).unwrap();
    let note = alice.messages(&bobby).into_iter().find(|row| row.content_type == 15).unwrap().id;
    for id in [said.id.as_str(), "0x00", &note] {
        let refused = alice.run(|context| chat::resend_message(context, id)).unwrap_err();
        assert_eq!(refused.to_string(), "sql: no rows in result set");
    }
    bobby.run(|context| chat::delete_message(context, &said.id)).unwrap();
    let refused = bobby.run(|context| chat::resend_message(context, &said.id)).unwrap_err();
    assert_eq!(refused.to_string(), "the message is deleted");
}
