//! Previews of links to people, communities and channels: of what is known here, else of what the link says. The web is
//! not asked.

use status_ports::ContactRecord;
use status_proto::status::unfurled_status_link::Payload;
use status_proto::status::{
    UnfurledLinkThumbnail, UnfurledStatusChannelLink, UnfurledStatusCommunityLink, UnfurledStatusContactLink,
    UnfurledStatusLink,
};

use super::picture::Thumbnail;
use super::preview::{MAX_DESCRIPTION_LENGTH, MAX_NAME_LENGTH, MAX_TITLE_LENGTH, shortened};
use crate::crypto::PublicKey;
use crate::identity::parse_compressed_key;
use crate::share_url::{SharedChannel, SharedCommunity, SharedUrl, SharedUser};

/// Whose profile a link leads to. `None` if it leads to somebody else than a person, or to nobody.
#[must_use]
pub fn shared_person(shared: &SharedUrl) -> Option<PublicKey> {
    match shared {
        SharedUrl::User(user) => parse_compressed_key(&user.key).ok(),
        SharedUrl::Community(_) | SharedUrl::Channel(..) => None,
    }
}

/// The preview of a link to somebody or something, with what is known of the person if it leads to one, and their
/// picture. `None` if neither we nor the link know what they are called.
#[must_use]
pub fn status_preview(
    url: &str,
    shared: &SharedUrl,
    known: Option<&ContactRecord>,
    icon: Option<Thumbnail>,
) -> Option<UnfurledStatusLink> {
    let payload = match shared {
        SharedUrl::User(user) => Payload::Contact(contact(user, known, icon)?),
        SharedUrl::Community(shared) => Payload::Community(community(shared).filter(is_named)?),
        SharedUrl::Channel(shared, of) => Payload::Channel(channel(shared, of)?),
    };
    Some(UnfurledStatusLink { url: url.to_owned(), payload: Some(payload) })
}

fn contact(
    user: &SharedUser,
    known: Option<&ContactRecord>,
    icon: Option<Thumbnail>,
) -> Option<UnfurledStatusContactLink> {
    let key = parse_compressed_key(&user.key).ok()?;
    let said = (user.display_name.as_str(), user.description.as_str());
    let (name, bio) = known.map_or(said, |known| (known.display_name.as_str(), known.bio.as_str()));
    let preview = UnfurledStatusContactLink {
        public_key: key.to_compressed().to_vec(),
        display_name: shortened(name, MAX_TITLE_LENGTH),
        description: shortened(bio, MAX_DESCRIPTION_LENGTH),
        icon: icon.map(|icon| UnfurledLinkThumbnail { payload: icon.file, width: icon.width, height: icon.height }),
    };
    (known.is_some() || !preview.display_name.is_empty()).then_some(preview)
}

fn community(shared: &SharedCommunity) -> Option<UnfurledStatusCommunityLink> {
    let digits = shared.id.strip_prefix("0x")?;
    Some(UnfurledStatusCommunityLink {
        community_id: hex::decode(digits).ok()?,
        display_name: shortened(&shared.display_name, MAX_TITLE_LENGTH),
        description: shortened(&shared.description, MAX_DESCRIPTION_LENGTH),
        members_count: shared.members_count,
        color: shortened(&shared.color, MAX_NAME_LENGTH),
        ..UnfurledStatusCommunityLink::default()
    })
}

fn is_named(community: &UnfurledStatusCommunityLink) -> bool {
    !community.display_name.is_empty()
}

fn channel(shared: &SharedChannel, of: &SharedCommunity) -> Option<UnfurledStatusChannelLink> {
    let preview = UnfurledStatusChannelLink {
        channel_uuid: shortened(&shared.uuid, MAX_NAME_LENGTH),
        emoji: shortened(&shared.emoji, MAX_NAME_LENGTH),
        display_name: shortened(&shared.display_name, MAX_TITLE_LENGTH),
        description: shortened(&shared.description, MAX_DESCRIPTION_LENGTH),
        color: shortened(&shared.color, MAX_NAME_LENGTH),
        community: community(of),
    };
    (!preview.display_name.is_empty() && !preview.channel_uuid.is_empty()).then_some(preview)
}
