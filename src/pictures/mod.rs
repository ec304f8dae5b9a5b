//! Pictures: the card that goes with a post, and the figures at a glance. An
//! SVG made of a template and the reader's language becomes a PNG; nothing here
//! knows a platform, a community or the hour.

mod canvas;
mod card;

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use thiserror::Error;
use tokio::sync::OnceCell;

use crate::files::Files;
use crate::language::Language;
use crate::locale::Texts;
use crate::message::File;
use crate::remembrance::Post;

/// The media type of every picture.
const PNG: &str = "image/png";
/// How many cards are kept at most: two years of every post in every language.
const KEPT: usize = 24;

/// Why a picture cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PictureError {
    /// There is no template of this name.
    #[error("data/cards/{0}.svg is missing")]
    NoTemplate(String),
    /// The template is no SVG that can be drawn.
    #[error("the picture is not an SVG that can be drawn: {0}")]
    NotDrawable(String),
    /// The typeface lacks what is to be written.
    #[error("the typeface has no glyph for `{0}`")]
    NoGlyph(String),
}

/// A picture, and what it shows in words.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    /// The PNG file.
    pub png: Arc<Vec<u8>>,
    /// For whoever cannot see it.
    pub alt: String,
}

impl fmt::Debug for Picture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Picture({} bytes)", self.png.len())
    }
}

impl Picture {
    /// The picture as a file called `name`.
    #[must_use]
    pub fn file(&self, name: String) -> File {
        File { name, media: PNG, alt: Some(self.alt.clone()), bytes: Arc::clone(&self.png) }
    }
}

/// Which card.
type Key = (Post, Language, i32);
/// A card that is being made, or stands, or cannot be made.
type Slot = Arc<OnceCell<Option<Arc<Picture>>>>;

/// The cards of the yearly posts: each is made once, off the async threads, and
/// kept. Clones share what is kept.
#[derive(Clone)]
pub struct Cards {
    shared: Arc<Shared>,
}

struct Shared {
    files: Files,
    texts: Arc<Texts>,
    kept: Mutex<HashMap<Key, Slot>>,
}

impl fmt::Debug for Cards {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cards").finish_non_exhaustive()
    }
}

impl Cards {
    /// The cards drawn from the templates in `files` with the words in `texts`.
    #[must_use]
    pub fn new(files: &Files, texts: Arc<Texts>) -> Self {
        let kept = Mutex::new(HashMap::new());
        Self { shared: Arc::new(Shared { files: files.clone(), texts, kept }) }
    }

    /// The card of a post in a year. `None` if it cannot be made: the post goes
    /// out without it. The reason is logged here, once.
    pub async fn card(&self, post: Post, language: Language, year: i32) -> Option<Arc<Picture>> {
        let slot = self.slot((post, language, year));
        let made = slot.get_or_init(|| self.make(post, language, year)).await;
        made.clone()
    }

    async fn make(&self, post: Post, language: Language, year: i32) -> Option<Arc<Picture>> {
        let cards = self.clone();
        // Drawing takes tens of milliseconds; a panic in it ends as an error here.
        let drawn = tokio::task::spawn_blocking(move || cards.draw(post, language, year)).await;
        let reason = match drawn {
            Ok(Ok(picture)) => return Some(Arc::new(picture)),
            Ok(Err(error)) => error.to_string(),
            Err(error) => error.to_string(),
        };
        tracing::error!(%post, %language, year, reason, "the card of {post} {year} in {language} cannot be made; the post goes without it");
        None
    }

    /// Draws the card of a post in a year, on the thread that asks.
    ///
    /// # Errors
    /// Why it cannot be made.
    pub fn draw(&self, post: Post, language: Language, year: i32) -> Result<Picture, PictureError> {
        card::draw(&self.shared.files, &self.shared.texts, (post, language, year))
    }

    fn slot(&self, key: Key) -> Slot {
        let mut kept = self.shared.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if !kept.contains_key(&key) && kept.len() >= KEPT {
            // Far-off years were only previewed.
            let furthest = kept.keys().max_by_key(|(_, _, year)| year.abs_diff(key.2)).copied();
            furthest.map(|furthest| kept.remove(&furthest));
        }
        Arc::clone(kept.entry(key).or_default())
    }
}
