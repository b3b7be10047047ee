//! What clients should not do: it is answered, it changes nothing, and everything works afterwards.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use serde_json::{Map, Value, json};
use status_tests::client::{BackendError, LOGIN_TIMEOUT, Node, PASSWORD, Person, Profile, daemon_binary};

/// A daemon that was told its folder, and nothing more.
async fn initialized() -> Result<Node, BackendError> {
    let mut node = Node::new("alice", &daemon_binary(Profile::Debug)?, BTreeMap::new())?;
    node.start().await?;
    node.initialize().await?;
    Ok(node)
}

/// Asks for a login and gives the error of `node.login`, if there is one.
async fn login_error(node: &Node, key_uid: &str, password: &str) -> Result<Option<String>, BackendError> {
    let position = node.position();
    let request = json!({ "keyUid": key_uid, "password": password, "kdfIterations": 3200 });
    node.call("LoginAccount", request).await?;
    let event = node.wait_for_login(position, LOGIN_TIMEOUT).await?;
    Ok(event["error"].as_str().filter(|error| !error.is_empty()).map(str::to_owned))
}

async fn rpc_code(node: &Node, method: &str, params: Value) -> Result<Option<i64>, BackendError> {
    let answer = node.api()?.rpc_answer(method, params, &Map::new()).await?;
    Ok(answer.pointer("/error/code").and_then(Value::as_i64))
}

async fn error_of(node: &Node, function: &str, body: Value) -> Result<String, BackendError> {
    let answer = node.api()?.post(function, &body).await?;
    assert_eq!(answer.status, 200);
    Ok(answer.body["error"].as_str().unwrap_or_default().to_owned())
}

/// Somebody is logged in, and the messenger runs.
async fn works(node: &Node) -> Result<(), BackendError> {
    node.rpc("wakuext_chats", json!([])).await.map(drop)
}

async fn logout(node: &Node) -> Result<(), BackendError> {
    let position = node.position();
    node.call("Logout", json!("")).await?;
    node.wait_for(position, "node.stopped", LOGIN_TIMEOUT, |_| true).await.map(drop)
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_account_are_told_and_the_right_one_gets_in() -> Result<(), BackendError> {
    let alice = Person::create("alice", &daemon_binary(Profile::Debug)?).await?;
    logout(&alice.node).await?;
    let error = login_error(&alice.node, alice.key_uid(), "0xnot-the-password").await?;
    assert!(error.as_ref().is_some_and(|error| error.contains("file is not a database")), "{error:?}");
    let nobody = format!("0x{}", "12".repeat(32));
    assert!(login_error(&alice.node, &nobody, PASSWORD).await?.is_some());
    assert!(login_error(&alice.node, "../../etc/passwd", PASSWORD).await?.is_some());
    assert_eq!(login_error(&alice.node, alice.key_uid(), PASSWORD).await?, None);
    alice.node.rpc("wakuext_startMessenger", json!([])).await?;
    works(&alice.node).await
}

#[tokio::test]
async fn calls_before_a_login_are_answered() -> Result<(), BackendError> {
    let node = initialized().await?;
    let answer = node.api()?.rpc_answer("wakuext_startMessenger", json!([]), &Map::new()).await?;
    assert_eq!(answer, json!({ "error": "JSON-RPC client is unavailable" }));
    assert_eq!(error_of(&node, "Logout", json!("")).await?, "there is no running node");
    assert_ne!(error_of(&node, "LoginAccount", json!({ "password": PASSWORD })).await?, "");
    node.create(None, Map::new()).await.map(drop)
}

#[tokio::test]
async fn malformed_requests_change_nothing() -> Result<(), BackendError> {
    let node = initialized().await?;
    for body in
        ["", "{", "[]", "\"x\"", "null", "{\"password\":1}", "{\"displayName\":\"x\"}", "\u{0}", "{\"a\":{\"a\":"]
    {
        for function in ["CreateAccountAndLogin", "RestoreAccountAndLogin", "LoginAccount", "InitializeApplication"] {
            assert_ne!(error_of(&node, function, json!(body)).await?, "", "{function} {body:?}");
        }
    }
    assert_eq!(node.initialize().await?["accounts"], Value::Null, "something was created");
    node.create(None, Map::new()).await?;
    for body in ["", "{", "[", "7", "{\"method\":7}", "{\"method\":\"wakuext_chats\",\"params\":{}}"] {
        let answer = node.api()?.post("CallRPC", &json!(body)).await?;
        assert!(answer.body["error"]["code"].is_i64(), "{body:?}: {}", answer.body);
    }
    assert_eq!(rpc_code(&node, "wakuext_noSuchMethod", json!([])).await?, Some(-32601));
    assert_eq!(rpc_code(&node, "wakuext_sendChatMessage", json!([7])).await?, Some(-32602));
    assert_eq!(
        rpc_code(&node, "wakuext_sendContactRequest", json!([{ "id": "0x12", "message": "x" }])).await?,
        Some(-32000)
    );
    node.rpc("wakuext_startMessenger", json!([])).await?;
    works(&node).await
}

#[tokio::test]
async fn two_logins_at_once_log_in_one_and_answer_both() -> Result<(), BackendError> {
    let alice = Person::create("alice", &daemon_binary(Profile::Debug)?).await?;
    // While somebody is logged in.
    let error = login_error(&alice.node, alice.key_uid(), PASSWORD).await?;
    assert!(error.as_ref().is_some_and(|error| error.contains("already running")), "{error:?}");
    works(&alice.node).await?;
    logout(&alice.node).await?;

    // In the same instant.
    let position = alice.node.position();
    let request = json!({ "keyUid": alice.key_uid(), "password": PASSWORD, "kdfIterations": 3200 });
    tokio::try_join!(alice.node.call("LoginAccount", request.clone()), alice.node.call("LoginAccount", request))?;
    let (first, next) = alice.node.wait_for(position, "node.login", LOGIN_TIMEOUT, |_| true).await?;
    let (second, _) = alice.node.wait_for(next, "node.login", LOGIN_TIMEOUT, |_| true).await?;
    let succeeded = |event: &Value| event["error"].as_str().is_none_or(str::is_empty);
    assert_eq!([&first.event, &second.event].into_iter().filter(|event| succeeded(event)).count(), 1);
    alice.node.rpc("wakuext_startMessenger", json!([])).await?;
    works(&alice.node).await
}

#[tokio::test]
async fn a_second_start_of_the_messenger_is_an_error_and_the_first_goes_on() -> Result<(), BackendError> {
    let binary = daemon_binary(Profile::Debug)?;
    let (alice, bobby) = tokio::try_join!(Person::create("alice", &binary), Person::create("bobby", &binary))?;
    assert_eq!(rpc_code(&alice.node, "wakuext_startMessenger", json!([])).await?, Some(-32000));
    bobby.join(&[&alice]).await?;
    alice.befriend(&bobby).await
}

/// The files of an account, with their content.
fn files_of(root: &Path, key_uid: &str) -> std::io::Result<BTreeMap<PathBuf, Vec<u8>>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(root)? {
        let path = entry?.path();
        if path.is_file()
            && path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with(key_uid))
        {
            let content = fs::read(&path)?;
            files.insert(path, content);
        }
    }
    Ok(files)
}

#[tokio::test]
async fn a_corrupt_database_is_told_its_files_are_left_alone_and_others_get_in() -> Result<(), BackendError> {
    let mut alice = Person::create("alice", &daemon_binary(Profile::Debug)?).await?;
    logout(&alice.node).await?;
    let second = alice.node.create(None, Map::new()).await?;
    let second = second["account"]["key-uid"].as_str().unwrap_or_default().to_owned();
    alice.node.stop().await?;
    let whole = files_of(alice.node.data_dir(), alice.key_uid())?;
    assert!(!whole.is_empty(), "no files of the account");
    for (path, content) in &whole {
        let damaged = content.iter().enumerate().map(|(at, byte)| if at < 64 { !byte } else { *byte });
        fs::write(path, damaged.collect::<Vec<u8>>())?;
    }
    let damaged = files_of(alice.node.data_dir(), alice.key_uid())?;

    alice.node.start().await?;
    alice.node.initialize().await?;
    assert!(login_error(&alice.node, alice.key_uid(), PASSWORD).await?.is_some());
    assert!(files_of(alice.node.data_dir(), alice.key_uid())? == damaged, "a file was touched");
    assert_eq!(login_error(&alice.node, &second, PASSWORD).await?, None, "another account");
    alice.node.stop().await?;

    for (path, content) in whole {
        fs::write(path, content)?;
    }
    alice.come_back().await?;
    works(&alice.node).await
}
