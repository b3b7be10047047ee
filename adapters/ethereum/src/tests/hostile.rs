//! Servers that do what they should not.

use std::time::Duration;

use status_ports::{BlockId, ChainError, ChainProvider as _, ProviderEndpoint};
use zeroize::Zeroizing;

use super::server::{Answer, Server, id_of, ok};
use crate::EthereumClient;

async fn error_of(answer: impl Fn(&str) -> Answer + Clone + Send + 'static) -> ChainError {
    Server::start(answer).await.chain().block_number().await.unwrap_err()
}

#[tokio::test]
async fn what_is_no_answer_is_told_so() {
    for body in ["", "{", "null", "[]", "<html>", r#"{"jsonrpc":"2.0","id":1}"#, r#"{"id":1,"result":"0x"}"#, "\u{0}"] {
        let error = error_of(|_| ok(body.to_owned())).await;
        assert!(matches!(error, ChainError::Malformed(_)), "{body}: {error:?}");
    }
    let deep = error_of(|_| ok("[".repeat(100_000))).await;
    assert!(matches!(deep, ChainError::Malformed(_)), "{deep:?}");
}

#[tokio::test]
async fn an_answer_to_something_else_is_none() {
    let error = error_of(|body| ok(format!(r#"{{"jsonrpc":"2.0","id":{},"result":"0x1"}}"#, id_of(body) + 1))).await;
    assert_eq!(error, ChainError::Malformed("an answer to something else".to_owned()));
}

#[tokio::test]
async fn no_more_is_read_than_the_bound() {
    assert_eq!(error_of(|_| Answer::Endless).await, ChainError::Malformed("the answer is too large".to_owned()));
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_none() {
    assert!(matches!(error_of(|_| Answer::Broken).await, ChainError::Unreachable(_)));
}

#[tokio::test]
async fn silence_ends_in_time() {
    let server = Server::start(|_| Answer::Silence).await;
    assert_eq!(server.patient_chain(Duration::from_millis(50)).block_number().await, Err(ChainError::Timeout));
}

#[tokio::test]
async fn nobody_there_is_told_without_the_url() {
    let server = Server::start(|_| Answer::Broken).await;
    let text = server.chain().block_number().await.unwrap_err().to_string();
    assert!(!text.contains("secret-token"), "{text}");
    let nobody = ProviderEndpoint {
        url: Zeroizing::new("http://127.0.0.1:1/secret-token".to_owned()),
        login: None,
        user_agent: String::new(),
    };
    let chain = EthereumClient::new().unwrap().open(&nobody).unwrap();
    let error = chain.block_number().await.unwrap_err();
    assert!(matches!(&error, ChainError::Unreachable(text) if !text.contains("secret-token")), "{error:?}");
    assert!(!format!("{chain:?}{nobody:?}").contains("secret-token"));
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let error = error_of(|_| Answer::Whole("307 Moved", "location: http://127.0.0.1:1/\r\n", String::new())).await;
    assert_eq!(error, ChainError::Http { status: 307 });
}

#[tokio::test]
async fn what_was_not_asked_for_is_refused() {
    let header = r#"{"number":"0x5","hash":"0x0505050505050505050505050505050505050505050505050505050505050505",
        "parentHash":"0x0404040404040404040404040404040404040404040404040404040404040404","timestamp":"0x1",
        "gasLimit":"0x2","gasUsed":"0x1"}"#;
    let chain = Server::with_result(header).await.chain();
    assert!(chain.block_header(BlockId::Number(5)).await.unwrap().is_some());
    assert!(chain.block_header(BlockId::Hash([5; 32])).await.unwrap().is_some());
    for other in [BlockId::Number(6), BlockId::Hash([6; 32])] {
        assert_eq!(chain.block_header(other).await, Err(ChainError::Malformed("another block".to_owned())));
    }
    let sent = Server::with_result(r#""0x0101010101010101010101010101010101010101010101010101010101010101""#).await;
    assert!(matches!(sent.chain().send_raw_transaction(vec![1]).await, Err(ChainError::Malformed(_))));
}

#[tokio::test]
async fn a_batch_is_answered_as_a_whole_or_not_at_all() {
    let none = r#"{"jsonrpc":"2.0","id":1,"result":null}"#;
    let other = r#"{"jsonrpc":"2.0","id":9,"result":null}"#;
    let second = r#"{"jsonrpc":"2.0","id":2,"result":null}"#;
    let hashes = || vec![[1; 32], [2; 32]];
    let answer = |bodies: &[&str]| format!("[{}]", bodies.join(","));
    let whole = answer(&[second, none]);
    let server = Server::start(move |_| ok(whole.clone())).await;
    assert_eq!(server.chain().receipts(hashes()).await.map(|receipts| receipts.len()), Ok(0), "in any order");
    for bodies in [answer(&[none]), answer(&[none, none]), answer(&[none, other]), none.to_owned(), "[]".to_owned()] {
        let server = Server::start({
            let bodies = bodies.clone();
            move |_| ok(bodies.clone())
        })
        .await;
        let error = server.chain().receipts(hashes()).await.unwrap_err();
        assert!(matches!(error, ChainError::Malformed(_)), "{bodies}: {error:?}");
    }
    let refused = Server::start(|_| {
        ok(r#"{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"no batches"}}"#.to_owned())
    });
    let error = refused.await.chain().receipts(hashes()).await.unwrap_err();
    assert!(matches!(error, ChainError::Rpc { code: -32600, .. }), "{error:?}");
}
