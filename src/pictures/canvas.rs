//! From SVG to PNG, with the typeface inside the program and no other: what is
//! drawn looks the same on every machine.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use resvg::tiny_skia::{Pixmap, Transform};
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

/// The PNG of an SVG, in the SVG's own size.
///
/// # Errors
/// If it is no SVG, or holds a letter that the typeface lacks.
pub(super) fn png(svg: &str) -> Result<Vec<u8>, PictureError> {
    let tree = tree(svg)?;
    let size = tree.size().to_int_size();
    let undrawable = |why: String| PictureError::NotDrawable(why);
    let mut pixels = Pixmap::new(size.width(), size.height()).ok_or_else(|| undrawable("no size".into()))?;
    resvg::render(&tree, Transform::identity(), &mut pixels.as_mut());
    pixels.encode_png().map_err(|error| undrawable(error.to_string()))
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
