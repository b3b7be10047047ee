//! Reads previews of links: from the web, and of links to people and communities from what is known.

use std::sync::Arc;

use status_domain::link::{
    self, PageHead, Source, Thumbnail, UnfurlingMode, distinct_urls, page_preview, picture_preview, read_head,
    read_oembed, shared_person, status_preview, thumbnail,
};
use status_domain::share_url::{is_shared_url, parse_shared_url};
use status_ports::{ContactRecord, ProfileStoreExt, StorageError, WebError, WebFetcher, WebRequest, WebResponse};
use status_proto::status::{UnfurledLink, UnfurledStatusLink};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::media::{PictureError, Pictures};
use crate::session::Session;

/// Links of which previews are read at a time, by this process. Others wait.
static TURNS: Semaphore = Semaphore::const_new(8);

/// Previews of links, in the order of the links.
#[derive(Debug, Default)]
pub(crate) struct Unfurled {
    pub(crate) links: Vec<UnfurledLink>,
    pub(crate) status_links: Vec<UnfurledStatusLink>,
}

/// Reads previews of these links; those without one are left out. Dropping the future ends all requests.
pub(crate) async fn unfurl(session: &Session, urls: Vec<String>) -> Result<Unfurled, StorageError> {
    let mode = UnfurlingMode::of(&session.settings().await?);
    let mut unfurled = Unfurled::default();
    let mut reading = JoinSet::new();
    for (place, url) in distinct_urls(urls).into_iter().enumerate() {
        if is_shared_url(&url) {
            unfurled.status_links.extend(unfurl_shared(session, &url).await?);
        } else if mode != UnfurlingMode::DisableAll {
            let (web, pictures) = (Arc::clone(session.web()), session.pictures().clone());
            reading.spawn(async move { (place, read_preview(&*web, &pictures, &url).await) });
        }
    }
    let mut read = Vec::new();
    while let Some(done) = reading.join_next().await {
        // One that panicked has no preview.
        read.extend(done.inspect_err(|error| tracing::error!(%error, "Reading a preview failed.")));
    }
    read.sort_by_key(|(place, _)| *place);
    unfurled.links.extend(read.into_iter().filter_map(|(_, preview)| preview));
    Ok(unfurled)
}

/// The preview of a link to somebody or something of Status.
async fn unfurl_shared(session: &Session, url: &str) -> Result<Option<UnfurledStatusLink>, StorageError> {
    let Ok(shared) = parse_shared_url(url) else { return Ok(None) };
    let known = match shared_person(&shared).map(|key| key.to_compressed()) {
        Some(key) => known_person(session, key).await?,
        None => None,
    };
    Ok(status_preview(url, &shared, known.as_ref(), None))
}

async fn known_person(
    session: &Session,
    key: status_ports::CompressedKey,
) -> Result<Option<ContactRecord>, StorageError> {
    if key == *session.shaper().me() {
        return session.own_contact().await.map(Some);
    }
    session.profile().query(move |stores| stores.find_contact(&key)).await
}

/// The preview of a link of the web, if it has one.
async fn read_preview(web: &dyn WebFetcher, pictures: &Pictures, url: &str) -> Option<UnfurledLink> {
    let source = Source::of(url)?;
    // Never closed.
    let _turn = TURNS.acquire().await.ok()?;
    let answer = ask(web, source.request(url)).await?;
    match source {
        Source::Picture => Some(picture_preview(url, shrink(pictures, answer.body).await?)),
        Source::OEmbed(_) => {
            let described = read_oembed(&answer.body)?;
            let head = PageHead { title: described.title, ..PageHead::default() };
            let picture = read_picture(web, pictures, Some(&described.thumbnail_url)).await;
            page_preview(url, &head, picture, Vec::new())
        }
        Source::Page => {
            let head = read_head(&answer.body, &answer.content_type, &answer.url);
            // Without a title there is no preview, and nothing more to ask for.
            page_preview(url, &head, None, Vec::new())?;
            let picture = read_picture(web, pictures, head.image.as_deref());
            let (picture, icon) = tokio::join!(picture, read_icon(web, head.icon.as_deref()));
            page_preview(url, &head, picture, icon)
        }
    }
}

/// The picture of a page, small enough for a preview.
async fn read_picture(web: &dyn WebFetcher, pictures: &Pictures, url: Option<&str>) -> Option<Thumbnail> {
    let answer = ask(web, link::picture_request(url.filter(|url| !url.is_empty())?)).await?;
    shrink(pictures, answer.body).await
}

async fn shrink(pictures: &Pictures, file: Vec<u8>) -> Option<Thumbnail> {
    let shrunk = pictures.work(move |images| Ok::<_, PictureError>(thumbnail(images, file))).await;
    shrunk.inspect_err(|error| tracing::debug!(%error, "The picture of a preview could not be made.")).ok()?
}

async fn read_icon(web: &dyn WebFetcher, url: Option<&str>) -> Vec<u8> {
    let Some(url) = url else { return Vec::new() };
    ask(web, link::icon_request(url)).await.map(|answer| answer.body).unwrap_or_default()
}

/// An answer that is what was asked for.
async fn ask(web: &dyn WebFetcher, request: WebRequest) -> Option<WebResponse> {
    let answer = web.fetch(request).await;
    let answer = answer.inspect_err(|error: &WebError| tracing::debug!(%error, "A preview could not be read.")).ok()?;
    (200..300).contains(&answer.status).then_some(answer)
}
