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
        Self { files: Arc::new(files.below("cards/")), texts, kept: Kept::new(KEPT) }
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

    /// What the card of a post shows, in words, without drawing it.
    #[must_use]
    pub fn alt(&self, post: Post, language: Language, year: i32) -> String {
        card::alt(&self.texts, (post, language, year))
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

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::{env, fs};

    use super::*;
    use crate::built_in;

    /// A golden image is kept at a third of the size.
    const SHRUNK: usize = 3;
    /// How far a channel may be off on average, of 255, and how many in a
    /// thousand may be off by more than [`FAR`]: less than a word moved by two
    /// pixels makes, more than another processor's rounding.
    const MEAN: f64 = 0.6;
    const FAR: u8 = 40;
    const FAR_IN_A_THOUSAND: usize = 2;

    fn cards() -> Cards {
        Cards::new(&built_in::files(), Arc::new(built_in::texts()))
    }

    struct Pixels {
        width: usize,
        height: usize,
        /// Red, green and blue of each.
        channels: Vec<u8>,
    }

    fn read(png: &[u8]) -> Pixels {
        let mut reader = png::Decoder::new(std::io::Cursor::new(png)).read_info().expect("a PNG");
        let mut channels = vec![0; reader.output_buffer_size().expect("a size")];
        let info = reader.next_frame(&mut channels).expect("its pixels");
        assert_eq!(info.color_type, png::ColorType::Rgb);
        Pixels { width: info.width as usize, height: info.height as usize, channels }
    }

    fn shrunk(pixels: &Pixels) -> Pixels {
        let (width, height) = (pixels.width / SHRUNK, pixels.height / SHRUNK);
        let mut channels = Vec::with_capacity(width * height * 3);
        for at in 0..width * height * 3 {
            let (x, y, channel) = (at / 3 % width * SHRUNK, at / 3 / width * SHRUNK, at % 3);
            let square = (0..SHRUNK * SHRUNK).map(|part| {
                let place = (y + part / SHRUNK) * pixels.width + x + part % SHRUNK;
                usize::from(pixels.channels[place * 3 + channel])
            });
            channels.push(u8::try_from(square.sum::<usize>() / (SHRUNK * SHRUNK)).expect("a mean of bytes"));
        }
        Pixels { width, height, channels }
    }

    fn write(pixels: &Pixels) -> Vec<u8> {
        let mut file = Vec::new();
        let side = |length: usize| u32::try_from(length).expect("a small picture");
        let mut encoder = png::Encoder::new(&mut file, side(pixels.width), side(pixels.height));
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_compression(png::Compression::High);
        encoder.set_filter(png::Filter::NoFilter);
        let mut writer = encoder.write_header().expect("a header");
        writer.write_image_data(&pixels.channels).expect("pixels");
        drop(writer);
        file
    }

    fn alike(one: &Pixels, other: &Pixels) -> bool {
        if (one.width, one.height) != (other.width, other.height) {
            return false;
        }
        let off = one.channels.iter().zip(&other.channels).map(|(one, other)| one.abs_diff(*other));
        let far = off.clone().filter(|off| *off > FAR).count();
        let mean = off.map(f64::from).sum::<f64>() / one.channels.len() as f64;
        mean <= MEAN && far * 1000 <= FAR_IN_A_THOUSAND * one.channels.len()
    }

    fn golden(name: &str) -> PathBuf {
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(format!("{name}.png"))
    }

    /// Compares a picture with its golden image; `GOLDEN=write` makes that anew,
    /// for a person to look at.
    pub(super) fn is_golden(name: &str, png: &[u8]) {
        let drawn = shrunk(&read(png));
        let path = golden(name);
        if env::var_os("GOLDEN").is_some_and(|what| what == "write") {
            fs::write(&path, write(&drawn)).expect("it can be written");
        }
        let kept = fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert!(
            alike(&drawn, &read(&kept)),
            "{name} does not look as it did; look at it, and if it should look so, run with GOLDEN=write"
        );
    }

    #[test]
    fn every_card_looks_as_it_did() {
        let cards = cards();
        for language in Language::ALL {
            for (post, year) in
                [(Post::Eve, 2027), (Post::Day, 2027), (Post::Day, 2028), (Post::Silence, 2027)]
            {
                let card = cards.draw(post, *language, year).expect("it can be drawn");
                assert!(card.png.len() <= 250_000, "{post} {year} {language}: {} bytes", card.png.len());
                assert!(!card.alt.is_empty() && card.alt.chars().count() <= 1024 && !card.alt.contains('['));
                is_golden(&format!("{post}-{year}-{language}"), &card.png);
            }
        }
    }

    #[test]
    fn a_golden_image_sees_another_word() {
        let english = cards().draw(Post::Silence, Language::English, 2027).expect("it can be drawn");
        let next = cards().draw(Post::Silence, Language::English, 2028).expect("it can be drawn");
        let of = |picture: &Picture| shrunk(&read(&picture.png));
        assert!(alike(&of(&english), &of(&english)));
        assert!(!alike(&of(&english), &of(&next)), "one digit of the year is other");
    }

    #[tokio::test]
    async fn a_card_is_kept_and_without_its_template_a_post_goes_without_one() {
        let cards = cards();
        let clone = cards.clone();
        let (one, two) = tokio::join!(
            cards.card(Post::Eve, Language::Turkish, 2027),
            clone.card(Post::Eve, Language::Turkish, 2027)
        );
        let (one, two) = (one.expect("a card"), two.expect("a card"));
        assert!(Arc::ptr_eq(&one, &two), "drawn once");
        let bare = Cards::new(&Files::default(), Arc::clone(&cards.texts));
        assert_eq!(bare.card(Post::Day, Language::English, 2027).await, None);
    }
}
