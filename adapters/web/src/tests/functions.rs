//! Directories of functions of contracts.

use status_ports::contracts::function_directory;
use status_ports::{FunctionDirectory, MAX_FUNCTIONS, WebError};

use super::market_server::{Service, start, with_status};
use crate::{FourByteDirectory, FourByteList, Reach, WebClient};

const TRANSFER: [u8; 4] = [0xa9, 0x05, 0x9c, 0xbb];

async fn both(service: Service) -> [Box<dyn FunctionDirectory>; 2] {
    let (origin, _) = start(service).await;
    let client = || WebClient::new("status-go/1.2.3", Reach::PublicAndLoopback).unwrap();
    [
        Box::new(FourByteList::new(client(), &format!("{origin}/signatures/"))),
        Box::new(FourByteDirectory::new(client(), &origin)),
    ]
}

fn honest(target: &str) -> Option<String> {
    Some(match target {
        "/signatures/a9059cbb" => with_status("200 OK", "", "transfer(address,uint256);many_msg_babbage(bytes1)\n"),
        "/api/v1/signatures/?hex_signature=a9059cbb" => {
            // The newest comes first.
            let body = r#"{"count":2,"next":null,"previous":null,"results":[
                {"id":31780,"created_at":"x","text_signature":"many_msg_babbage(bytes1)","hex_signature":"0xa9059cbb"},
                {"id":145,"text_signature":"transfer(address,uint256)","bytes_signature":"\u00a9"}]}"#;
            with_status("200 OK", "", body)
        }
        "/api/v1/signatures/?hex_signature=00010203" => {
            with_status("200 OK", "", r#"{"count":0,"next":null,"previous":null,"results":[]}"#)
        }
        _ => with_status("404 Not Found", "", "404: Not Found"),
    })
}

#[tokio::test]
async fn both_keep_the_contract() {
    for directory in both(honest).await {
        function_directory::run(directory.as_ref()).await;
    }
}

async fn answers(service: Service) -> Vec<Result<Vec<String>, WebError>> {
    let mut answers = Vec::new();
    for directory in both(service).await {
        answers.push(directory.functions(TRANSFER).await);
    }
    answers
}

#[tokio::test]
async fn more_than_anybody_reads_is_cut_or_refused() {
    let many = answers(|target| {
        let functions = (0..1_000).map(|index| format!("f{index}()"));
        Some(if target.starts_with("/api") {
            let entries: Vec<String> =
                functions.map(|name| format!(r#"{{"id":1,"text_signature":"{name}"}}"#)).collect();
            with_status("200 OK", "", &format!(r#"{{"results":[{}]}}"#, entries.join(",")))
        } else {
            with_status("200 OK", "", &functions.collect::<Vec<_>>().join(";"))
        })
    });
    for answer in many.await {
        assert_eq!(answer.unwrap().len(), MAX_FUNCTIONS);
    }
    let long = answers(|target| {
        let name = "a".repeat(2_000);
        let json = format!(r#"{{"results":[{{"id":1,"text_signature":"{name}()"}},{{"id":2,"text_signature":""}}]}}"#);
        Some(with_status("200 OK", "", if target.starts_with("/api") { &json } else { &name }))
    });
    assert_eq!(long.await, [Ok(Vec::new()), Ok(Vec::new())]);
    let endless = answers(|_| Some(with_status("200 OK", "", &"x".repeat(1_000_000))));
    assert_eq!(endless.await, [Err(WebError::TooLarge), Err(WebError::TooLarge)]);
}

#[tokio::test]
async fn what_is_no_directory_is_an_error() {
    for answer in answers(|_| Some(with_status("500 Internal Server Error", "", ""))).await {
        assert_eq!(answer, Err(WebError::Failed("HTTP status 500".to_owned())));
    }
    let [list, service] = both(|_| Some(with_status("200 OK", "", "<html>"))).await;
    assert_eq!(list.functions(TRANSFER).await, Ok(vec!["<html>".to_owned()]), "whether it is one, the domain says");
    let refused = service.functions(TRANSFER).await;
    assert_eq!(refused, Err(WebError::Failed("no list of functions".to_owned())));
}
