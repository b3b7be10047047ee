use proptest::prelude::*;
use status_proto::status::UnfurledStatusLinks;
use status_proto::status::unfurled_status_link::Payload;

use super::super::*;
use crate::contact::unknown_contact;
use crate::identity::parse_compressed_key;
use crate::share_url::{
    SharedChannel, SharedCommunity, SharedUrl, channel_url_with_data, community_url, parse_shared_url, user_url,
    user_url_with_data,
};

const KEY: &str = "zQ3shVu45tykMERhpswJemsmmUGzpp4bapBut9gus9WEMKTwo";
const UUID: &str = "b1673f75-c9d3-4964-9047-507681328693";

#[test]
fn what_we_know_of_a_person_counts_more_than_what_a_link_says() {
    let key = parse_compressed_key(KEY).unwrap();
    let url = user_url_with_data(&key, "somebody famous", "trust me").unwrap();
    let shared = parse_shared_url(&url).unwrap();
    assert_eq!(shared_person(&shared), Some(key));
    let mut known = unknown_contact(key.to_compressed());
    "bobby".clone_into(&mut known.display_name);
    let icon = Thumbnail { file: b"\x89PNG".to_vec(), width: 80, height: 80 };
    let made = status_preview(&url, &shared, Some(&known), Some(icon)).unwrap();
    let Some(Payload::Contact(contact)) = made.payload else { panic!("a person") };
    assert_eq!((contact.display_name.as_str(), contact.description.as_str()), ("bobby", ""));
    assert_eq!(contact.icon.map(|icon| icon.width), Some(80));
    let made = status_preview(&url, &shared, None, None).unwrap();
    let Some(Payload::Contact(contact)) = made.payload else { panic!("a person") };
    assert_eq!((contact.display_name.as_str(), contact.description.as_str()), ("somebody famous", "trust me"));
}

#[test]
fn of_who_is_unknown_and_not_named_there_is_no_preview() {
    let key = parse_compressed_key(KEY).unwrap();
    for url in [user_url(&key), community_url(&key), format!("https://status.app/u/Ow==#{KEY}x")] {
        let shared = parse_shared_url(&url).unwrap();
        assert_eq!(status_preview(&url, &shared, None, None), None, "{url}");
    }
}

proptest! {
    #[test]
    fn whatever_a_link_says_its_preview_could_be_sent(name in ".{0,300}", description in ".{0,500}", emoji in ".{0,80}", color in ".{0,80}") {
        let key = parse_compressed_key(KEY).unwrap();
        let community = SharedCommunity { display_name: name.clone(), description: description.clone(), color: color.clone(), ..SharedCommunity::default() };
        let channel = SharedChannel { uuid: UUID.to_owned(), emoji, display_name: name, description, color };
        let Ok(url) = channel_url_with_data(&key, &channel, &community) else { return Ok(()) };
        prop_assume!(url.len() <= MAX_URL_LENGTH);
        let shared = parse_shared_url(&url).unwrap();
        let SharedUrl::Channel(_, of) = &shared else { panic!("a channel") };
        for shared in [&shared, &SharedUrl::Community(of.clone())] {
            if let Some(made) = status_preview(&url, shared, None, None) {
                let links = Some(UnfurledStatusLinks { unfurled_status_links: vec![made] });
                let mut kept = links.clone();
                keep_valid_previews(&mut Vec::new(), &mut kept);
                prop_assert_eq!(kept, links);
            }
        }
    }
}
