//! Contacts, identity verification and the activity center over the API.

use serde_json::{Value, json};

use super::{Alice, bobby};

#[tokio::test]
async fn a_verification_that_cannot_be_is_refused_with_its_reason() {
    let alice = Alice::new().await;
    let (key, _) = bobby();
    let refused = [
        ("wakuext_sendContactVerificationRequest", json!([key, "who?"]), "must be a mutual contact"),
        ("wakuext_sendContactVerificationRequest", json!(["x", "who?"]), "must be a mutual contact"),
        (
            "wakuext_sendContactVerificationRequest",
            json!([key, "x".repeat(281)]),
            "invalid verification request challenge length",
        ),
        ("wakuext_acceptContactVerificationRequest", json!(["0x12", "me"]), "verification request not found"),
        (
            "wakuext_acceptContactVerificationRequest",
            json!(["0x12", " "]),
            "invalid verification request response length",
        ),
        ("wakuext_declineContactVerificationRequest", json!(["'; --"]), "verification request not found"),
        ("wakuext_cancelVerificationRequest", json!([""]), "verification request not found"),
        ("wakuext_verifiedTrusted", json!([{"id": "0x12"}]), "could not find notification"),
        ("wakuext_verifiedUntrustworthy", json!([{"id": "0x"}]), "verified-untrustworthy: invalid id"),
        ("wakuext_getVerificationRequestSentTo", json!([key]), "contact not found"),
        ("wakuext_getVerificationRequestSentTo", json!(["x"]), "contact not found"),
    ];
    for (method, params, reason) in refused {
        assert_eq!(alice.error(method, params).await, format!("-32000 {reason}"), "{method}");
    }
    assert_eq!(alice.rpc("wakuext_getReceivedVerificationRequests", json!([])).await, json!([]));
    for id in ["x", key.as_str()] {
        assert_eq!(alice.rpc("wakuext_getLatestVerificationRequestFrom", json!([id])).await, Value::Null);
    }
}

#[tokio::test]
async fn trust_in_a_key_is_taken_back_also_of_somebody_who_is_no_contact() {
    let alice = Alice::new().await;
    let (key, _) = bobby();
    assert_eq!(alice.rpc("wakuext_markAsUntrustworthy", json!([key])).await, Value::Null);
    assert_eq!(alice.rpc("wakuext_getTrustStatus", json!([key])).await, 2);
    let refused = alice.error("wakuext_removeTrustVerificationStatus", json!([key])).await;
    assert_eq!(refused, "-32000 must be a mutual contact");
    assert_eq!(alice.rpc("wakuext_getTrustStatus", json!([key])).await, 0);
}

#[tokio::test]
async fn a_request_that_cannot_be_read_is_called_by_its_name() {
    let alice = Alice::new().await;
    for (method, request) in [
        ("wakuext_acceptContactRequest", "AcceptContactRequest"),
        ("wakuext_declineContactRequest", "DeclineContactRequest"),
        ("wakuext_acceptLatestContactRequestForContact", "AcceptLatestContactRequestForContact"),
        ("wakuext_dismissLatestContactRequestForContact", "DismissLatestContactRequestForContact"),
        ("wakuext_retractContactRequest", "RetractContactRequest"),
    ] {
        let field = format!("Go struct field {request}.id of type types.HexBytes");
        let problem = format!("json: cannot unmarshal hex string without 0x prefix into {field}");
        let refused = alice.error(method, json!([{"id": "12"}])).await;
        assert_eq!(refused, format!("-32602 invalid argument 0: {problem}"), "{method}");
    }
}

#[tokio::test]
async fn whom_we_added_is_told_who_we_are() {
    let alice = Alice::new().await;
    let (key, _) = bobby();
    let params = json!([key, "alice.stateofus.eth", "", "army"]);
    assert_eq!(alice.rpc("wakuext_sendContactUpdate", params.clone()).await, Value::Null);
    alice.asks(&key).await;
    let told = alice.rpc("wakuext_sendContactUpdate", params).await;
    assert_eq!((&told["contacts"][0]["id"], &told["chats"][0]["id"]), (&json!(key), &json!(key)));
    assert_eq!(alice.rpc("wakuext_sendContactUpdates", json!(["n", "", "army"])).await, Value::Null);
    let endless = json!([key, "", "x".repeat(100_001), ""]);
    assert_eq!(alice.error("wakuext_sendContactUpdate", endless).await, "-32000 contact update is too long");
    assert_eq!(alice.error("wakuext_sendContactUpdate", json!(["x", "", "", ""])).await, "-32000 contact not found");
}

#[tokio::test]
async fn an_ens_name_that_the_client_checked_is_shown() {
    let alice = Alice::new().await;
    let (key, _) = bobby();
    assert_eq!(alice.error("wakuext_ensVerified", json!([key, "b.eth"])).await, "-32000 contact not found");
    alice.asks(&key).await;
    for name in ["", "b", &format!("{}.eth", "b".repeat(255))] {
        assert_eq!(alice.error("wakuext_ensVerified", json!([key, name])).await, "-32000 invalid ens record");
    }
    let mut signals = alice.backend.signals().subscribe(100);
    assert_eq!(alice.rpc("wakuext_ensVerified", json!([key, "b.eth"])).await, Value::Null);
    let mut signal = Value::Null;
    while signal["type"] != "messages.new" {
        signal = serde_json::from_str(&signals.recv().await.unwrap()).unwrap();
    }
    assert_eq!(signal["event"]["contacts"][0]["name"], "b.eth");
    let contact = alice.rpc("wakuext_getContactByID", json!([key])).await;
    assert_eq!((&contact["name"], &contact["ensVerified"]), (&json!("b.eth"), &json!(true)));
    assert_eq!(contact["primaryName"], "b.eth");
}

#[tokio::test]
async fn who_is_added_or_written_to_by_a_checked_name_has_it() {
    let alice = Alice::new().await;
    let (key, _) = bobby();
    let add = |name: &str| json!([{"id": key, "ensName": name, "nickname": "", "displayName": ""}]);
    let open = |name: &str| json!([{"id": key, "ensName": name}]);
    for (method, params) in [("wakuext_addContact", add("b")), ("wakuext_createOneToOneChat", open("b"))] {
        assert_eq!(alice.error(method, params).await, "-32000 invalid ens record", "{method}");
    }
    assert_eq!(alice.rpc("wakuext_contacts", json!([])).await, Value::Null);
    let opened = alice.rpc("wakuext_createOneToOneChat", open("b.eth")).await;
    let contact = &opened["contacts"][0];
    assert_eq!((&contact["primaryName"], &contact["ensVerified"]), (&json!("b.eth"), &json!(true)));
    let added = alice.rpc("wakuext_addContact", add("other.eth")).await;
    assert_eq!(added["contacts"][0]["name"], "other.eth");
}

#[tokio::test]
async fn without_a_store_node_there_is_what_is_known_of_a_person() {
    let alice = Alice::new().await;
    let (key, _) = bobby();
    assert_eq!(alice.rpc("wakuext_requestContactInfoFromMailserver", json!([key])).await, Value::Null);
    alice.asks(&key).await;
    let contact = alice.rpc("wakuext_requestContactInfoFromMailserver", json!([key])).await;
    assert_eq!(contact["id"], json!(key));
    assert!(alice.error("wakuext_requestContactInfoFromMailserver", json!(["x"])).await.starts_with("-32000"));
}

#[tokio::test]
async fn entries_of_a_community_are_dismissed_by_its_id() {
    let alice = Alice::new().await;
    let method = "wakuext_dismissActivityCenterNotificationsByCommunity";
    assert_eq!(alice.rpc(method, json!([{"communityId": "0x02"}])).await, Value::Null);
    let refused = alice.error(method, json!([{"communityId": "0x"}])).await;
    assert_eq!(refused, "-32000 dismiss-community-notifications: invalid id");
}
