//! From SVG to PNG, with the typeface inside the program and no other: what is
//! drawn looks the same on every machine.

use std::collections::HashMap;
use std::io::Write;
use std::sync::{Arc, LazyLock};

use png::EncodingError;
use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::fontdb::Database;
use resvg::usvg::{Group, Node, Options, Rect, Tree};

use super::PictureError;

const FAMILY: &str = "Libertinus Serif";
const FACES: [&[u8]; 3] = [
    include_bytes!(concat!(env!("OUT_DIR"), "/LibertinusSerif-Regular.otf")),
    include_bytes!(concat!(env!("OUT_DIR"), "/LibertinusSerif-Italic.otf")),
    include_bytes!(concat!(env!("OUT_DIR"), "/LibertinusSerif-Semibold.otf")),
];

static FONTS: LazyLock<Arc<Database>> = LazyLock::new(|| {
    let mut fonts = Database::new();
    for face in FACES {
        fonts.load_font_source(resvg::usvg::fontdb::Source::Binary(Arc::new(face)));
    }
    fonts.set_serif_family(FAMILY);
    Arc::new(fonts)
});

/// How many rows are drawn at a time. What the allocator once gave for a whole
/// picture it would keep for good; a strip is small.
const STRIP: u32 = 225;
/// The size of the pieces that a file is written in.
const CHUNK: usize = 1 << 16;

/// The PNG of an SVG, in the SVG's own size.
///
/// # Errors
/// If it is no SVG, or holds a letter that the typeface lacks.
pub(super) fn png(svg: &str) -> Result<Vec<u8>, PictureError> {
    let tree = tree(svg)?;
    let undrawable = |why: String| PictureError::NotDrawable(why);
    let (width, height) = (tree.size().to_int_size().width(), tree.size().to_int_size().height());
    let pixels = Pixmap::new(width, STRIP.min(height)).ok_or_else(|| undrawable("no size".into()))?;
    encoded(&tree, height, pixels).map_err(|error| undrawable(error.to_string()))
}

/// Every picture fills its ground, so no transparency is written; and the flat
/// grounds of drawings compress best unfiltered: a fifth smaller than by guess.
fn encoded(tree: &Tree, height: u32, mut strip: Pixmap) -> Result<Vec<u8>, EncodingError> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, strip.width(), height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_filter(png::Filter::NoFilter);
    let mut writer = encoder.write_header()?;
    let mut stream = writer.stream_writer_with_size(CHUNK)?;
    let (width, rows) = (strip.width() as usize, strip.height());
    for top in (0..height).step_by(rows as usize) {
        strip.fill(Color::TRANSPARENT);
        resvg::render(tree, Transform::from_translate(0.0, -(top as f32)), &mut strip.as_mut());
        let left = rows.min(height - top) as usize;
        for row in strip.pixels().chunks_exact(width).take(left) {
            let colours = row.iter().flat_map(|pixel| [pixel.red(), pixel.green(), pixel.blue()]);
            stream.write_all(&colours.collect::<Vec<u8>>())?;
        }
    }
    stream.finish()?;
    writer.finish()?;
    Ok(file)
}

/// Where the ink of each text with an id lies: the outlines themselves, not the
/// lines' boxes.
///
/// # Errors
/// As [`png`].
pub(super) fn ink(svg: &str) -> Result<HashMap<String, Rect>, PictureError> {
    let tree = tree(svg)?;
    let mut found = HashMap::new();
    each_text(tree.root(), &mut |text| {
        found.insert(text.id().to_owned(), text.flattened().abs_bounding_box());
    });
    Ok(found)
}

fn tree(svg: &str) -> Result<Tree, PictureError> {
    let options =
        Options { fontdb: Arc::clone(&FONTS), font_family: FAMILY.to_owned(), ..Options::default() };
    let tree = Tree::from_str(svg, &options).map_err(|error| PictureError::NotDrawable(error.to_string()))?;
    let mut missing = None;
    each_text(tree.root(), &mut |text| {
        let glyphs = text.layouted().iter().flat_map(|span| &span.positioned_glyphs);
        let absent = glyphs.filter(|glyph| glyph.id.0 == 0).map(|glyph| glyph.text.clone()).next();
        missing = missing.take().or(absent);
    });
    missing.map_or(Ok(tree), |letter| Err(PictureError::NoGlyph(letter)))
}

fn each_text(group: &Group, does: &mut impl FnMut(&resvg::usvg::Text)) {
    for node in group.children() {
        match node {
            Node::Group(group) => each_text(group, does),
            Node::Text(text) => does(text),
            Node::Path(_) | Node::Image(_) => {}
        }
    }
}

/// Measures words and breaks them into lines; remembers what it measured.
#[derive(Default)]
pub(super) struct Lines {
    /// The advance of each word at [`EM`].
    known: HashMap<String, f32>,
}

/// The size at which words are measured.
const EM: f32 = 100.0;
/// A space in the typeface, in parts of the size.
const SPACE: f32 = 0.25;

impl Lines {
    /// How wide a line is.
    ///
    /// # Errors
    /// As [`png`].
    pub(super) fn width(&mut self, line: &str, size: f32) -> Result<f32, PictureError> {
        self.learn(line)?;
        let words: Vec<f32> = line.split(' ').map(|word| self.known[word]).collect();
        let spaces = words.len().saturating_sub(1) as f32 * SPACE * EM;
        Ok((words.iter().sum::<f32>() + spaces) * size / EM)
    }

    /// The words in lines of at most `width`; a word that is wider stands alone.
    ///
    /// # Errors
    /// As [`png`].
    pub(super) fn wrapped(
        &mut self,
        words: &str,
        size: f32,
        width: f32,
    ) -> Result<Vec<String>, PictureError> {
        self.learn(words)?;
        let mut lines: Vec<String> = Vec::new();
        let mut filled = f32::INFINITY;
        for word in words.split(' ') {
            let advance = self.known[word] * size / EM;
            filled += SPACE * size + advance;
            if let Some(line) = lines.last_mut().filter(|_| filled <= width) {
                line.extend([" ", word]);
            } else {
                filled = advance;
                lines.push(word.to_owned());
            }
        }
        Ok(lines)
    }

    /// Measures the words that were never measured, all at once.
    fn learn(&mut self, words: &str) -> Result<(), PictureError> {
        let mut new: Vec<&str> = words.split(' ').filter(|word| !self.known.contains_key(*word)).collect();
        new.sort_unstable();
        new.dedup();
        if new.is_empty() {
            return Ok(());
        }
        let mut svg = String::from("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\">");
        for (at, word) in new.iter().enumerate() {
            svg.push_str(&format!("<text id=\"{at}\" font-size=\"{EM}\">{}</text>", escaped(word)));
        }
        let tree = tree(&(svg + "</svg>"))?;
        let mut measured = HashMap::new();
        each_text(tree.root(), &mut |text| {
            measured.insert(text.id().to_owned(), text.bounding_box().width());
        });
        for (at, word) in new.iter().enumerate() {
            self.known.insert((*word).to_owned(), measured.get(&at.to_string()).copied().unwrap_or(0.0));
        }
        Ok(())
    }
}

/// Words as XML has them.
pub(super) fn escaped(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
