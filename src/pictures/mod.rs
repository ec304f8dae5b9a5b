//! Pictures: the card that goes with a post, and the figures at a glance. An
//! SVG made of a template and the reader's language becomes a PNG; nothing here
//! knows a platform, a community or the hour.

mod canvas;
mod card;
mod chart;
pub mod figures;
mod kept;

use std::fmt;
use std::sync::Arc;

use thiserror::Error;

use crate::files::Files;
use crate::knowledge::Knowledge;
use crate::knowledge::load::Fault;
use crate::language::Language;
use crate::locale::Texts;
use crate::message::File;
use crate::remembrance::Post;
use kept::Kept;

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

/// The cards of the yearly posts: each is made once, off the async threads, and
/// kept. Clones share what is kept.
#[derive(Debug, Clone)]
pub struct Cards {
    files: Arc<Files>,
    texts: Arc<Texts>,
    kept: Kept<(Post, Language, i32)>,
}

impl Cards {
    /// The cards drawn from the templates in `files` with the words in `texts`.
    #[must_use]
    pub fn new(files: &Files, texts: Arc<Texts>) -> Self {
        Self { files: Arc::new(files.clone()), texts, kept: Kept::new(KEPT) }
    }

    /// The card of a post in a year. `None` if it cannot be made: the post goes
    /// out without it. The reason is logged here, once.
    pub async fn card(&self, post: Post, language: Language, year: i32) -> Option<Arc<Picture>> {
        let cards = self.clone();
        let draw = move || cards.draw(post, language, year);
        self.kept.get((post, language, year), draw).await
    }

    /// What is wrong with the templates, or with the words on them.
    #[must_use]
    pub fn faults(&self) -> Vec<Fault> {
        card::faults(&self.files, &self.texts)
    }

    /// Draws the card of a post in a year, on the thread that asks.
    ///
    /// # Errors
    /// Why it cannot be made.
    pub fn draw(&self, post: Post, language: Language, year: i32) -> Result<Picture, PictureError> {
        card::draw(&self.files, &self.texts, (post, language, year))
    }
}

/// The chart of the figures in each language, made and kept as [`Cards`] are.
#[derive(Debug, Clone)]
pub struct Charts {
    knowledge: Arc<Knowledge>,
    texts: Arc<Texts>,
    kept: Kept<Language>,
}

impl Charts {
    /// The charts of a base.
    #[must_use]
    pub fn new(knowledge: Arc<Knowledge>, texts: Arc<Texts>) -> Self {
        Self { knowledge, texts, kept: Kept::new(Language::ALL.len()) }
    }

    /// The chart of the figures. `None` if it cannot be made; the reason is
    /// logged here, once.
    pub async fn figures(&self, language: Language) -> Option<Arc<Picture>> {
        let charts = self.clone();
        let draw = move || figures::draw(&charts.knowledge, &charts.texts, language);
        self.kept.get(language, draw).await
    }
}
