//! Keys and the password of the profile, by the functions of the backend.

use super::*;

pub(super) const PHRASE: &str = "test test test test test test test test test test test junk";

async fn call(alice: &Alice, function: &str, body: &str) -> String {
    match alice.backend.call(function, body).await {
        EndpointAnswer::Body { text, .. } => error_of(&text),
        other => panic!("{function}: {other:?}"),
    }
}

fn error_of(text: &str) -> String {
    serde_json::from_str::<Value>(text).unwrap()["error"].as_str().unwrap().to_owned()
}

async fn profile_key_uid(alice: &Alice) -> String {
    alice.rpc("settings_getSettings", json!([])).await["key-uid"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn nothing_is_made_or_moved_where_no_key_files_are() {
    let alice = Alice::new().await;
    assert_eq!(call(&alice, "InitKeystore", "/nowhere/keystore").await, "");
    let key_uid = profile_key_uid(&alice).await;
    let migrate = |password: &str, old: &str| {
        json!({"account": {"key-uid": key_uid}, "password": password, "oldDir": old, "newDir": "/b"}).to_string()
    };
    assert_eq!(call(&alice, "MigrateKeyStoreDirV2", &migrate("right", "/a")).await, "");
    assert_eq!(call(&alice, "MigrateKeyStoreDirV2", &migrate("wrong", "/a")).await, "file is not a database");
    let missing = "Key: 'MigrateKeystoreDir.OldDir' Error:Field validation for 'OldDir' failed on the 'required' tag";
    assert_eq!(call(&alice, "MigrateKeyStoreDirV2", &migrate("right", "")).await, missing);
    let missing = |name: &str| {
        format!("Key: 'MigrateKeystoreDir.{name}' Error:Field validation for '{name}' failed on the 'required' tag")
    };
    let all = format!("{}\n{}", missing("Password"), missing("OldDir"));
    assert_eq!(call(&alice, "MigrateKeyStoreDirV2", &migrate("", "")).await, all, "in the order of the fields");
    let account = json!({"key-uid": key_uid}).to_string();
    assert_eq!(error_of(&alice.backend.migrate_key_store_dir(&account, "right").await), "");
}

#[tokio::test]
async fn a_password_is_right_or_wrong_also_while_the_profile_is_open() {
    let alice = Alice::new().await;
    let key_uid = profile_key_uid(&alice).await;
    for (key_uid, password, error) in [
        (key_uid.as_str(), "right", ""),
        (&key_uid, "wrong", "file is not a database"),
        ("0x12", "right", "One or more databases not created"),
        (
            &key_uid,
            "",
            "Key: 'VerifyDatabasePassword.Password' Error:Field validation for 'Password' failed on the 'required' tag",
        ),
    ] {
        let request = json!({"keyUID": key_uid, "password": password}).to_string();
        assert_eq!(call(&alice, "VerifyDatabasePasswordV2", &request).await, error);
    }
    assert_eq!(alice.rpc("wakuext_chats", json!([])).await, Value::Null, "nothing was closed");
    let wallet = alice.rpc("eth_accounts", json!([])).await[0].as_str().unwrap().to_owned();
    let verify =
        async |address: &str, password: &str| error_of(&alice.backend.verify_account_password(address, password).await);
    assert_eq!(verify(&wallet, "right").await, "");
    assert_eq!(verify(&wallet, "wrong").await, "could not decrypt key with given password");
    let unknown = "0x000000000000000000000000000000000000dEaD";
    let error = format!("cannot locate account for address: {unknown}");
    assert_eq!(verify(&unknown.to_lowercase(), "right").await, error);
    assert_eq!(verify("nonsense", "right").await, "cannot locate account for address: nonsense");
}

#[tokio::test]
async fn a_key_that_was_brought_in_is_forgotten_unless_an_account_has_it() {
    let alice = Alice::new().await;
    let forget = async |address: &str, password: &str| {
        let request = json!({"address": address, "password": password, "keyStoreDir": "/nowhere"}).to_string();
        call(&alice, "DeleteImportedKeyV2", &request).await
    };
    let own = alice.rpc("eth_accounts", json!([])).await[0].as_str().unwrap().to_owned();
    let kept = "the key belongs to an account or a keypair, which has to be removed instead";
    assert_eq!(forget(own.trim_start_matches("0x"), "right").await, kept);
    let key = "0000000000000000000000000000000000000000000000000000000000000001";
    let address = "7e5f4552091a69125d5dfcb7b8c2659029395bdf";
    alice.rpc("accounts_importPrivateKey", json!([key, "right"])).await;
    assert_eq!(error_of(&alice.backend.verify_account_password(address, "right").await), "");
    assert_eq!(forget(address, "wrong").await, "could not decrypt key with given password");
    for _ in 0..2 {
        assert_eq!(forget(address, "right").await, "");
    }
    let gone = error_of(&alice.backend.verify_account_password(address, "right").await);
    assert!(gone.starts_with("cannot locate account for address: 0x7E5F"), "{gone}");
    assert_eq!(forget("7e5f", "right").await, "cannot locate account for address: 7e5f", "only a whole address");
    assert_eq!(error_of(&alice.backend.delete_imported_key(address, "right").await), "");
}

#[tokio::test]
async fn a_profile_moves_to_a_card_and_back_by_its_phrase() {
    let alice = restored().await;
    let key_uid = profile_key_uid(&alice).await;
    let wallet = alice.rpc("eth_accounts", json!([])).await[0].clone();
    let account = json!({"key-uid": key_uid, "keycard-pairing": "pairing"}).to_string();
    let card = json!({"keycard-instance-uid": "instance", "keycard-paired-on": 7, "keycard-pairing": "pairing"});
    let card = card.to_string();
    let convert = async |account: &str, uid: &str, password: &str, new: &str| {
        error_of(&alice.backend.convert_to_keycard_account(account, &card, uid, password, new).await)
    };
    let other = json!({"key-uid": "0x12"}).to_string();
    for (account, password, new, error) in [
        (&other, "right", "of the card", "cannot convert an unknown keypair"),
        (&account, "wrong", "of the card", "file is not a database"),
        (&account, "right", "", "the new password is empty"),
    ] {
        assert_eq!(convert(account, "card", password, new).await, error);
    }
    let digest = json!(format!("0x{}", "11".repeat(32)));
    let sign = async |password: &str| {
        let answer = alice.answer("wallet_signMessage", json!([digest, wallet, password])).await;
        answer["error"]["message"].as_str().unwrap_or_default().to_owned()
    };
    assert_eq!(sign("right").await, "", "nothing has changed");

    assert_eq!(convert(&account, "card", "right", "of the card").await, "");
    assert_eq!(sign("of the card").await, "the key of the account is on a keycard, which has to sign itself");
    let cards = alice.rpc("accounts_getAllKnownKeycards", json!([])).await;
    assert_eq!(cards[0]["keycard-uid"], "card");
    let pairing = async || {
        let listed: Value = match alice.backend.call("OpenAccounts", "/nowhere").await {
            EndpointAnswer::Body { text, .. } => serde_json::from_str(&text).unwrap(),
            other => panic!("{other:?}"),
        };
        listed[0]["keycard-pairing"].clone()
    };
    assert_eq!(pairing().await, "pairing");
    assert_eq!(alice.rpc("accounts_verifyPassword", json!(["right"])).await, false);
    assert_eq!(alice.rpc("accounts_verifyPassword", json!(["of the card"])).await, true);

    let back = async |phrase: &str, password: &str| {
        error_of(&alice.backend.convert_to_regular_account(phrase, password, "mine").await)
    };
    assert_eq!(back(PHRASE, "right").await, "file is not a database");
    assert_eq!(back("other words", "of the card").await, "cannot convert an unknown keypair");
    assert_eq!(back(&PHRASE.replace(' ', "  "), "of the card").await, "");
    assert_eq!(sign("mine").await, "");
    assert_eq!(alice.rpc("accounts_getAllKnownKeycards", json!([])).await.as_array().map_or(0, Vec::len), 0);
    assert_eq!(pairing().await, "");
}

/// Somebody whose phrase is known.
pub(super) async fn restored() -> Alice {
    let world = MemoryWorld::default();
    let network = world.network.clone();
    let backend = Backend::in_world(Arc::new(world), "1.2.3".to_owned(), None);
    let mut signals = backend.signals().subscribe(100);
    let request = json!({
        "rootDataDir": "/nowhere", "displayName": "alice-node", "password": "right", "customizationColor": "army",
        "mnemonic": PHRASE,
    });
    backend.call("RestoreAccountAndLogin", &request.to_string()).await;
    loop {
        let signal: Value = serde_json::from_str(&signals.recv().await.expect("the hub lives")).unwrap();
        if signal["type"] == "node.login" {
            let public_key = signal["event"]["settings"]["public-key"].as_str().unwrap().to_owned();
            return Alice { backend, public_key, network };
        }
    }
}
