//! Errors as providers tell them.

use status_ports::{ChainError, ChainProvider as _};

use super::server::{Answer, Server};

fn limit(message: &str, retry_after_ms: Option<u64>) -> ChainError {
    ChainError::RateLimited { message: message.to_owned(), retry_after_ms }
}

async fn error_of(server: Server) -> ChainError {
    server.chain().block_number().await.unwrap_err()
}

#[tokio::test]
async fn limits_are_known_by_status_and_by_words() {
    let bare = Server::start(|_| Answer::Whole("429 Slow", "retry-after: 7\r\n", "slow down".to_owned())).await;
    assert_eq!(error_of(bare).await, limit("too many requests", Some(7000)));
    let said = r#"{"code":-32005,"message":"daily request count exceeded, request rate limited",
        "data":{"rate":{"allowed_rps":1,"backoff_seconds":30.5,"current_rps":1.1}}}"#;
    let told = limit("daily request count exceeded, request rate limited", Some(31_000));
    assert_eq!(error_of(Server::with_error("429 Slow", "", said).await).await, told);
    assert_eq!(error_of(Server::with_error("200 OK", "", said).await).await, told);
    for text in ["Your app has exceeded its throughput limit", "request rate exceeded", "Too Many Requests"] {
        let error: &'static str = format!(r#"{{"code":-32000,"message":"{text}"}}"#).leak();
        assert_eq!(error_of(Server::with_error("200 OK", "", error).await).await, limit(text, None));
        assert_eq!(error_of(Server::with_error("403 No", "", error).await).await, limit(text, None));
    }
    let forever = r#"{"code":429,"message":"m","data":{"rate":{"backoff_seconds":1e300}}}"#;
    assert_eq!(error_of(Server::with_error("200 OK", "", forever).await).await, limit("m", Some(3_600_000)));
    let too_much = r#"{"code":-32005,"message":"query returned more than 10000 results"}"#;
    let error = error_of(Server::with_error("200 OK", "", too_much).await).await;
    assert!(matches!(error, ChainError::Rpc { code: -32005, .. }), "{error:?}");
}

#[tokio::test]
async fn statuses_are_told() {
    for status in ["401 Who", "403 No"] {
        let bare = Server::start(move |_| Answer::Whole(status, "", "go away".to_owned())).await;
        assert_eq!(error_of(bare).await, ChainError::Unauthorised);
        let said = Server::with_error(status, "", r#"{"code":-32002,"message":"invalid project id"}"#).await;
        assert_eq!(error_of(said).await, ChainError::Unauthorised);
    }
    let bare = Server::start(|_| Answer::Whole("500 Oops", "", "<html>".to_owned())).await;
    assert_eq!(error_of(bare).await, ChainError::Http { status: 500 });
    let result = r#"{"jsonrpc":"2.0","id":1,"result":"0x1"}"#;
    let bare = Server::start(move |_| Answer::Whole("500 Oops", "", result.to_owned())).await;
    assert_eq!(error_of(bare).await, ChainError::Http { status: 500 });
    let said = Server::with_error("400 Bad", "", r#"{"code":-32602,"message":"invalid argument"}"#).await;
    let told = ChainError::Rpc { code: -32602, message: "invalid argument".to_owned(), data: String::new() };
    assert_eq!(error_of(said).await, told);
}

#[tokio::test]
async fn what_a_contract_reverted_with_is_kept() {
    let reverted = r#"{"code":3,"message":"execution reverted","data":"0x08c379a0"}"#;
    let told =
        |data: &str| ChainError::Rpc { code: 3, message: "execution reverted".to_owned(), data: data.to_owned() };
    assert_eq!(error_of(Server::with_error("200 OK", "", reverted).await).await, told("0x08c379a0"));
    let object = r#"{"code":3,"message":"execution reverted","data":{"a":1}}"#;
    assert_eq!(error_of(Server::with_error("200 OK", "", object).await).await, told(r#"{"a":1}"#));
    let null = r#"{"code":3,"message":"execution reverted","data":null}"#;
    assert_eq!(error_of(Server::with_error("200 OK", "", null).await).await, told(""));
}

#[tokio::test]
async fn a_contract_that_says_it_has_enough_does_not_speak_for_the_provider() {
    let told = |code, message: &str| ChainError::Rpc { code, message: message.to_owned(), data: String::new() };
    let reverted = r#"{"code":3,"message":"Rate limit"}"#;
    assert_eq!(error_of(Server::with_error("200 OK", "", reverted).await).await, told(3, "Rate limit"));
    let reverted = r#"{"code":-32000,"message":"execution reverted: too many requests"}"#;
    let expected = told(-32000, "execution reverted: too many requests");
    assert_eq!(error_of(Server::with_error("200 OK", "", reverted).await).await, expected);
}

#[tokio::test]
async fn words_and_data_have_bounds() {
    let (long, data) = ("ü".repeat(5000), "0".repeat(70_000));
    let error: &'static str = format!(r#"{{"code":3,"message":"{long}","data":"0x{data}"}}"#).leak();
    let ChainError::Rpc { message, data, .. } = error_of(Server::with_error("200 OK", "", error).await).await else {
        panic!("it is an error of JSON-RPC");
    };
    assert_eq!((message.chars().count(), data.len()), (1000, 0));
}
