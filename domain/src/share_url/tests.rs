use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE;
use proptest::prelude::*;

use super::*;
use crate::identity::parse_compressed_key;

const KEY: &str = "zQ3shVu45tykMERhpswJemsmmUGzpp4bapBut9gus9WEMKTwo";
const UUID: &str = "b1673f75-c9d3-4964-9047-507681328693";

fn community_of(url: &str) -> SharedCommunity {
    match parse_shared_url(url) {
        Ok(SharedUrl::Community(community)) => community,
        other => panic!("{other:?}"),
    }
}

#[test]
fn links_of_the_field_are_read() {
    let doodles = community_of(
        "https://status.app/c/iyKACkQKB0Rvb2RsZXMSJ0NvbG9yaW5nIHRoZSB3b3JsZCB3aXRoIGpveSDigKIg4bSXIOKAohiYohsiByMxMzFEMkYqAwEhMwM=#zQ3shYSHp7GoiXaauJMnDcjwU2yNjdzpXLosAWapPS4CFxc11",
    );
    assert_eq!((doodles.display_name.as_str(), doodles.members_count), ("Doodles", 446_744));
    assert_eq!((doodles.color.as_str(), doodles.tag_indices.as_slice()), ("#131D2F", &[1, 33, 51][..]));
    assert_eq!(doodles.id, "0x02a3d2fdb9ac335917bf9d46b38d7496c00bbfadbaf832e8aa61d13ac2b4452084");
    let pigs = community_of(
        "https://status.app/c/CxCACh8KBFBJR1MSDHdlIGxvdmUgcGlncxgBIgcjRDM0NEM1Aw==#zQ3shZp9gY1FXfYkcd3CMrFLHriHQfrXvpF9XbZMwJhTcZsq8",
    );
    assert_eq!((pigs.display_name.as_str(), pigs.description.as_str()), ("PIGS", "we love pigs"));
    assert_eq!((pigs.members_count, pigs.color.as_str(), pigs.tag_indices.len()), (1, "#D344C5", 0));
    assert_eq!(pigs.id, "0x02b84843377a24ff498b6c37bd63e2b285c1ee2ccbab82d7a4afa25fff8c5076df");
    let tagged = community_of(
        "https://status.app/c/CxKACiMKBFBJR1MSDHdlIGxvdmUgcGlncxgBIgcjRDM0NEM1KgIjHgM=#zQ3shZp9gY1FXfYkcd3CMrFLHriHQfrXvpF9XbZMwJhTcZsq8",
    );
    assert_eq!(tagged.tag_indices, [35, 30]);
    let mark = "https://status.app/u/G10A4B0JdgwyRww90WXtnP1oNH1ZLQNM0yX0Ja9YyAMjrqSZIYINOHCbFhrnKRAcPGStPxCMJDSZlGCKzmZrJcimHY8BbcXlORrElv_BbQEegnMDPx1g9C5VVNl0fE4y#zQ3shwQPhRuDJSjVGVBnTjCdgXy5i9WQaeVPdGJD6yTarJQSj";
    let Ok(SharedUrl::User(mark)) = parse_shared_url(mark) else { panic!("a person") };
    assert_eq!(mark.display_name, "Mark Cole");
    assert_eq!(mark.description, "Visual designer @Status, cat lover, pizza enthusiast, yoga afficionada");
}

#[test]
fn what_is_no_link_says_why() {
    let refused = |text: &str| parse_shared_url(&format!("{BASE}{text}")).unwrap_err();
    for text in ["", "u", "cc#x", "d#x", "C#x", "cc"] {
        assert_eq!(refused(text), SharedUrlError::NotShared, "{text}");
    }
    assert_eq!(parse_shared_url("http://status.app/u#x"), Err(SharedUrlError::NotShared));
    assert_eq!(refused("u/abc").to_string(), "url should contain at least one `#` separator");
    assert_eq!(refused("u#vitalik.eth").to_string(), "not implemented yet");
    assert_eq!(refused("u/!!!#zQ3sh"), SharedUrlError::Base64);
    assert_eq!(refused("c#").to_string(), "invalid key length");
    assert_eq!(refused("cc/not-a-uuid#zQ3sh").to_string(), "unsupported public key type '44'");
    assert_eq!(refused(&format!("c/AAAA#{KEY}")), SharedUrlError::Compression);
}

#[test]
fn a_link_that_would_unpack_to_very_much_is_refused_at_the_bound() {
    let mut writer = brotli::CompressorWriter::new(Vec::new(), 4096, 5, 22);
    std::io::Write::write_all(&mut writer, &vec![0; 2_000_000]).unwrap();
    let bomb = URL_SAFE.encode(writer.into_inner());
    assert!(bomb.len() < 1000, "small as it comes");
    assert_eq!(decode_data(&bomb), Err(SharedUrlError::TooLarge));
    assert_eq!(decode_data(&"A".repeat(1_000_000)), Err(SharedUrlError::TooLarge));
    assert_eq!(encode_data(&[0; MAX_DATA_BYTES + 1]), Err(SharedUrlError::TooLarge));
}

#[test]
fn only_a_uuid_in_lower_case_names_a_channel() {
    let key = parse_compressed_key(KEY).unwrap();
    assert!(channel_url(&key, UUID).is_ok());
    for wrong in [
        "",
        "b1673f75",
        "B1673F75-C9D3-4964-9047-507681328693",
        "b1673f75-c9d3-6964-9047-507681328693",
        "b1673f75-c9d3-4964-c047-507681328693",
        "b1673f75-c9d3-4964-9047-507681328693-0",
    ] {
        assert_eq!(channel_url(&key, wrong), Err(SharedUrlError::InvalidChannel(wrong.to_owned())));
    }
}

fn any_community() -> impl Strategy<Value = SharedCommunity> {
    (
        ".{0,40}",
        ".{0,140}",
        any::<u32>(),
        "#[0-9a-f]{6}",
        proptest::collection::vec(0..64_u32, 0..4),
        any::<Option<(u16, u16)>>(),
    )
        .prop_map(|(display_name, description, members_count, color, tag_indices, shard)| {
            let key = parse_compressed_key(KEY).unwrap();
            SharedCommunity {
                id: format!("0x{}", hex::encode(key.to_compressed())),
                display_name,
                description,
                members_count,
                color,
                tag_indices,
                shard: shard.map(|(cluster, index)| Shard { cluster, index }),
            }
        })
}

proptest! {
    #[test]
    fn what_a_link_was_told_it_says(name in ".{0,40}", bio in ".{0,240}", community in any_community(), emoji in "\\PC{0,2}") {
        let key = parse_compressed_key(KEY).unwrap();
        let user = SharedUser { key: KEY.to_owned(), display_name: name.clone(), description: bio.clone() };
        prop_assert_eq!(parse_shared_url(&user_url_with_data(&key, &name, &bio).unwrap()), Ok(SharedUrl::User(user)));
        let url = community_url_with_data(&key, &community).unwrap();
        prop_assert_eq!(parse_shared_url(&url), Ok(SharedUrl::Community(community.clone())));
        let channel = SharedChannel { uuid: UUID.to_owned(), emoji, display_name: name, description: bio, color: "#123456".to_owned() };
        let url = channel_url_with_data(&key, &channel, &community).unwrap();
        prop_assert_eq!(parse_shared_url(&url), Ok(SharedUrl::Channel(channel, community)));
    }

    #[test]
    fn any_text_is_read_or_refused(text in "(https://status.app/(u|c|cc)[/#])?.{0,200}") {
        let _ = parse_shared_url(&text);
    }

    #[test]
    fn bytes_come_back(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        prop_assert_eq!(decode_data(&encode_data(&bytes).unwrap()), Ok(bytes));
    }
}
