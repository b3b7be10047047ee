use prost::Message as _;
use status_proto::waku::{StoreQueryRequest, StoreQueryResponse, WakuMessage};

use super::*;
use crate::envelope::topic::Shard;
use crate::history::model::{StoreNodeModel, hash, message};

/// A change of an honest answer.
type Lie<'a> = &'a dyn Fn(&mut StoreQueryResponse);

fn topic(number: u8) -> ContentTopic {
    ContentTopic::from_slice(&[number; 4])
}

fn query() -> StoreQuery {
    StoreQuery {
        request_id: "r".into(),
        criteria: Criteria::Topics {
            pubsub_topic: Shard::DEFAULT.to_string(),
            content_topics: vec![topic(1), topic(2)],
            from: 100,
            to: 200,
        },
        include_data: true,
        cursor: None,
    }
}

fn node() -> StoreNodeModel {
    StoreNodeModel::new((0..6).map(|n| message(1, 100 + u64::from(n) * 10, n)), 4)
}

/// What an answer comes to that was changed on its way.
fn changed(change: impl FnOnce(&mut StoreQueryResponse)) -> Result<StorePage, AnswerError> {
    let mut answer = node().response(&query().encode());
    change(&mut answer);
    query().read(&answer.encode_to_vec())
}

#[test]
fn a_request_says_what_the_specification_wants() {
    let request = StoreQueryRequest::decode(query().encode().as_slice()).unwrap();
    assert_eq!(request.pubsub_topic(), "/waku/2/rs/16/32");
    assert_eq!(request.content_topics, ["/waku/1/0x01010101/rfc26", "/waku/1/0x02020202/rfc26"]);
    assert_eq!((request.time_start(), request.time_end()), (100, 200));
    assert_eq!((request.pagination_limit(), request.pagination_forward, request.include_data), (100, false, true));
    let criteria = Criteria::Hashes { pubsub_topic: Shard::DEFAULT.to_string(), hashes: vec![[7; 32]] };
    let request = StoreQuery { criteria, include_data: false, ..query() }.encode();
    let request = StoreQueryRequest::decode(request.as_slice()).unwrap();
    assert_eq!(request.message_hashes, [vec![7; 32]]);
    assert_eq!((request.pubsub_topic, request.time_start, request.content_topics), (None, None, vec![]));
}

#[test]
fn an_honest_page_is_taken_with_its_cursor() {
    let page = changed(|_| {}).unwrap();
    let times: Vec<_> = page.messages.iter().map(|message| message.content.as_ref().unwrap().0).collect();
    assert_eq!(times, [120, 130, 140, 150]);
    assert_eq!(page.cursor, Some(page.messages[0].hash));
    let rest = StoreQuery { cursor: page.cursor, ..query() };
    let rest = rest.read(&node().answer(&rest.encode())).unwrap();
    assert_eq!((rest.messages.len(), rest.cursor), (2, None));
    // Some nodes do not know to which request they answer.
    for id in ["", "N/A"] {
        changed(|answer| answer.request_id = id.into()).unwrap();
    }
}

#[test]
fn an_error_is_no_lie() {
    let error = changed(|answer| {
        answer.status_code = Some(503);
        answer.status_desc = Some("busy\n".repeat(1000));
    });
    let error = error.unwrap_err();
    assert!(!error.is_a_lie() && error.to_string().len() < 200 && error.to_string().starts_with("503 - busybusy"));
    assert!(changed(|answer| answer.status_code = Some(429)).unwrap_err().asks_for_patience());
    assert!(changed(|answer| answer.status_code = Some(400)).unwrap_err().may_be_the_cursor());
}

#[test]
fn every_lie_is_told_from_the_truth() {
    let foreign = |answer: &mut StoreQueryResponse, message: status_proto::waku::WakuMessage| {
        answer.messages[0].message_hash = Some(hash(&message).to_vec());
        answer.messages[0].message = Some(message);
    };
    let lies: [(AnswerError, Lie<'_>); 16] = [
        (AnswerError::WrongRequest, &|answer| answer.request_id = "other".into()),
        (AnswerError::Malformed, &|answer| answer.status_code = None),
        (AnswerError::TooMany, &|answer| {
            let first = answer.messages[0].clone();
            answer.messages.resize(101, first);
        }),
        (AnswerError::WrongHash, &|answer| answer.messages[1].message_hash = Some(vec![7; 32])),
        (AnswerError::WrongHash, &|answer| answer.messages[1].message_hash = Some(vec![7; 31])),
        (AnswerError::WrongHash, &|answer| answer.messages[1].message_hash = None),
        (AnswerError::WrongHash, &|answer| answer.messages[1].message.as_mut().unwrap().payload.push(0)),
        (AnswerError::WrongTopic, &|answer| answer.messages[1].pubsub_topic = Some("/waku/2/rs/16/64".into())),
        (AnswerError::WrongTopic, &|answer| foreign(answer, message(3, 101, 1))),
        (AnswerError::WrongTime, &|answer| foreign(answer, message(1, 99, 1))),
        (AnswerError::WrongTime, &|answer| foreign(answer, message(1, 201, 1))),
        (AnswerError::MissingMessage, &|answer| answer.messages[1].message = None),
        (AnswerError::Repeated, &|answer| answer.messages[1] = answer.messages[0].clone()),
        (AnswerError::WrongOrder, &|answer| answer.messages.reverse()),
        (AnswerError::WrongCursor, &|answer| answer.pagination_cursor = Some(vec![7; 32])),
        (AnswerError::WrongCursor, &|answer| answer.messages.clear()),
    ];
    for (index, (error, lie)) in lies.iter().enumerate() {
        assert_eq!(changed(lie).as_ref(), Err(error), "lie {index}");
        assert!(error.is_a_lie());
    }
    assert_eq!(query().read(&[255]), Err(AnswerError::Malformed));
    // The cursor of the question is no progress.
    let page = changed(|_| {}).unwrap();
    let stuck = StoreQuery { cursor: page.cursor, ..query() };
    assert_eq!(stuck.read(&node().answer(&query().encode())), Err(AnswerError::WrongCursor));
}

#[test]
fn what_nobody_should_have_published_is_left_out_and_no_lie_of_the_node() {
    let with = |bad: WakuMessage, shown: WakuMessage| {
        changed(|answer| {
            answer.messages[1].message_hash = Some(hash(&bad).to_vec());
            answer.messages[1].message = Some(shown);
        })
    };
    let fine = message(1, 125, 9);
    let timeless = WakuMessage { timestamp: None, ..fine.clone() };
    let bad = [
        WakuMessage { payload: Vec::new(), ..fine.clone() },
        WakuMessage { meta: Some(vec![0; 65]), ..fine.clone() },
        WakuMessage { timestamp: Some(-1), ..fine.clone() },
        timeless.clone(),
    ];
    let pages = bad.map(|bad| with(bad.clone(), bad)).into_iter().chain([with(timeless, fine)]);
    for page in pages.map(Result::unwrap) {
        let is_there: Vec<_> = page.messages.iter().map(|message| message.content.is_some()).collect();
        assert_eq!(is_there, [true, false, true, true]);
        assert_eq!(page.cursor, Some(page.messages[0].hash), "the walk goes on");
    }
}

#[test]
fn only_hashes_that_were_asked_for_are_answered() {
    let hashes = node().hashes();
    let criteria = Criteria::Hashes { pubsub_topic: Shard::DEFAULT.to_string(), hashes: hashes[..2].to_vec() };
    for include_data in [false, true] {
        let query = StoreQuery { criteria: criteria.clone(), include_data, ..query() };
        let page = query.read(&node().answer(&query.encode())).unwrap();
        assert_eq!(page.messages.iter().map(|message| message.hash).collect::<Vec<_>>(), hashes[..2]);
        assert!(page.messages.iter().all(|message| message.content.is_some() == include_data));
        let criteria =
            Criteria::Hashes { pubsub_topic: Shard::DEFAULT.to_string(), hashes: vec![hashes[0], hashes[3]] };
        let other = StoreQuery { criteria, ..query.clone() };
        assert_eq!(other.read(&node().answer(&query.encode())), Err(AnswerError::WrongHash));
    }
}
