//! Round pictures of people, with what is drawn around them.

use status_domain::crypto::PublicKey;
use status_domain::identity::{color_hash, parse_public_key};
use status_domain::media::{Theme, ring};
use status_ports::{Dot, ImageError, Images, Picture, Rgba};

use super::color;
use super::query::Query;

/// What is drawn around a picture. Lengths are in pixels of the size in which it will be shown.
#[derive(Clone, Copy, Debug)]
pub(super) struct Surroundings {
    /// Width of the ring, if there is one.
    ring: Option<f64>,
    theme: Theme,
    dot: Dot,
    /// Width in which the picture will be shown; 0 if that is its own.
    shown: f64,
}

impl Surroundings {
    /// `None` for a ring without width, or a theme that is none.
    pub(super) fn of(query: &Query) -> Option<Self> {
        let width = query.number("ringWidth");
        let wants_ring = query.get("addRing") == Some("1");
        if wants_ring && width == 0.0 {
            return None;
        }
        // What is no number has always been the light one.
        let theme = match query.get("theme").map(str::parse::<i64>) {
            None | Some(Err(_) | Ok(1)) => Theme::Light,
            Some(Ok(2)) => Theme::Dark,
            Some(Ok(_)) if wants_ring => return None,
            Some(Ok(_)) => Theme::Light,
        };
        let dot = Dot {
            diameter: query.number("indicatorSize"),
            border: query.number("indicatorBorder"),
            center_to_edge: query.number("indicatorCenterToEdge"),
            color: query.get("indicatorColor").and_then(color::parse).unwrap_or_default(),
        };
        Some(Self { ring: wants_ring.then_some(width), theme, dot, shown: query.number("size") })
    }

    /// Those of a picture that is drawn in the size in which it is shown.
    pub(super) const fn unscaled(self) -> Self {
        Self { shown: 0.0, ..self }
    }

    /// Without a ring: nobody is known whose it would be.
    pub(super) const fn without_ring(self) -> Self {
        Self { ring: None, ..self }
    }

    /// Draws them into a round picture, and makes a file of it.
    pub(super) fn finish(
        &self,
        images: &dyn Images,
        mut disc: Picture,
        hash: &[(u8, u8)],
    ) -> Result<Vec<u8>, ImageError> {
        let scale = if self.shown > 0.0 { f64::from(disc.width) / self.shown } else { 1.0 };
        if let Some(width) = self.ring {
            images.draw_ring(&mut disc, &ring(hash, width * scale, self.theme));
        }
        if self.dot.diameter != 0.0 {
            let Dot { diameter, border, center_to_edge, color } = self.dot;
            let dot = Dot {
                diameter: diameter * scale,
                border: border * scale,
                center_to_edge: center_to_edge * scale,
                color,
            };
            images.draw_dot(&mut disc, &dot);
        }
        images.encode_png(&disc)
    }
}

/// The colour hash of a key in any of its forms; none for what is no key.
pub(super) fn hash_of(public_key: &str) -> Vec<(u8, u8)> {
    parse_public_key(public_key).map(|key| hash(&key)).unwrap_or_default()
}

fn hash(key: &PublicKey) -> Vec<(u8, u8)> {
    color_hash(key)
}

/// The first letter of each of the first words of a name, as capitals.
pub(super) fn initials(name: &str, most: usize) -> String {
    name.split_whitespace().filter_map(|word| word.chars().next()).take(most).flat_map(char::to_uppercase).collect()
}

/// A colour that has to be named and seen.
pub(super) fn visible(query: &Query, key: &str) -> Option<Rgba> {
    query.get(key).and_then(color::parse)
}
