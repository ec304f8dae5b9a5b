//! The card of a post: a template of `data/cards/`, filled in.
//!
//! A template is an SVG in which `{{key}}` stands for a text of
//! `data/<language>/`, and `{{carnation}}` or `{{bud}}` for that drawing. A text
//! that carries an id and `data-width` is set by measuring: it is scaled down
//! until its ink is as narrow as that, and moved so that its ink, not its side
//! bearing, stands at `x`.

use std::collections::BTreeSet;

use resvg::usvg::roxmltree::{Document, Node};
use resvg::usvg::{Rect, roxmltree};

use super::canvas;
use super::{Picture, PictureError};
use crate::files::Files;
use crate::knowledge::load::Fault;
use crate::language::Language;
use crate::locale::{Texts, Value};
use crate::remembrance::Post;
use crate::remembrance::compose::YEAR;

/// The templates.
const TEMPLATES: &[&str] = &["eve", "day-laid", "day-standing", "silence"];
/// What templates have in common: the flower open, and closed.
const DRAWINGS: &[&str] = &["carnation", "bud"];

/// Draws a card.
///
/// # Errors
/// If its template is missing or cannot be drawn.
pub(super) fn draw(
    files: &Files,
    texts: &Texts,
    (post, language, year): (Post, Language, i32),
) -> Result<Picture, PictureError> {
    let name = template(post, year);
    let png = canvas::png(&svg(files, texts, (name, language, year))?)?;
    Ok(Picture { png: png.into(), alt: alt(texts, (post, language, year)) })
}

/// What a card shows, in words.
pub(super) fn alt(texts: &Texts, (post, language, year): (Post, Language, i32)) -> String {
    said(texts, language, year, &format!("card-{}-alt", template(post, year)))
}

/// A template in a language and year, set.
fn svg(
    files: &Files,
    texts: &Texts,
    (name, language, year): (&str, Language, i32),
) -> Result<String, PictureError> {
    let words = |key: &str| {
        if DRAWINGS.contains(&key) {
            return read(files, key).map(str::to_owned);
        }
        Ok(canvas::escaped(&said(texts, language, year, key)))
    };
    set(&filled(read(files, name)?, words)?)
}

/// The template's name: two compositions of `day` take turns.
fn template(post: Post, year: i32) -> &'static str {
    match post {
        Post::Eve => "eve",
        Post::Day if year.rem_euclid(2) == 0 => "day-laid",
        Post::Day => "day-standing",
        Post::Silence => "silence",
    }
}

/// Every fault of the templates and of the words on them.
pub(super) fn faults(files: &Files, texts: &Texts) -> Vec<Fault> {
    let mut faults = BTreeSet::new();
    for name in TEMPLATES {
        for language in Language::ALL {
            faults.extend(template_faults(files, texts, name, *language));
        }
    }
    faults.into_iter().collect()
}

fn template_faults(files: &Files, texts: &Texts, name: &str, language: Language) -> Vec<Fault> {
    let fault = |line: usize, problem: String| Fault { file: format!("cards/{name}.svg"), line, problem };
    let mut faults = Vec::new();
    for (at, line) in files.get(&format!("cards/{name}.svg")).unwrap_or_default().lines().enumerate() {
        for key in line.split("{{").skip(1).filter_map(|after| after.split_once("}}")).map(|(key, _)| key) {
            if !DRAWINGS.contains(&key) && !texts.has(language, key) {
                faults.push(fault(at + 1, format!("`{key}` is no text in {language}; add it to its files")));
            }
        }
    }
    let alt = format!("card-{name}-alt");
    if !texts.has(language, &alt) {
        faults.push(fault(1, format!("`{alt}` is missing in {language}: what the card shows, in words")));
    }
    // The first year that has an anniversary is as good as any.
    let drawn = svg(files, texts, (name, language, YEAR + 1)).and_then(|svg| canvas::ink(&svg));
    faults.extend(drawn.err().map(|error| fault(1, error.to_string())));
    faults
}

fn read<'a>(files: &'a Files, name: &str) -> Result<&'a str, PictureError> {
    files.get(&format!("cards/{name}.svg")).ok_or_else(|| PictureError::NoTemplate(name.to_owned()))
}

fn said(texts: &Texts, language: Language, year: i32, key: &str) -> String {
    let years = u64::try_from(year - YEAR).unwrap_or(0);
    let year = year.to_string();
    texts.format(language, key, &[("years", Value::Number(years)), ("year", Value::Words(&year))])
}

/// The template with each `{{key}}` replaced.
fn filled(
    template: &str,
    words: impl Fn(&str) -> Result<String, PictureError>,
) -> Result<String, PictureError> {
    let mut svg = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        svg.push_str(before);
        let (key, after) = after.split_once("}}").unwrap_or((after, ""));
        svg.push_str(&words(key)?);
        rest = after;
    }
    Ok(svg + rest)
}

/// Sets every text by measuring it.
fn set(svg: &str) -> Result<String, PictureError> {
    let ink = canvas::ink(svg)?;
    let document = parse(svg)?;
    let mut edits: Vec<(usize, String)> = Vec::new();
    for node in document.descendants().filter(|node| node.has_tag_name("text")) {
        let found = node.attribute("id").and_then(|id| ink.get(id));
        if let (Some(ink), Some(setting)) = (found, Setting::of(node)) {
            edits.push((node.range().start + "<text".len(), setting.transform(*ink)));
        }
    }
    let mut svg = svg.to_owned();
    for (at, transform) in edits.into_iter().rev() {
        svg.insert_str(at, &format!(" transform=\"{transform}\""));
    }
    Ok(svg)
}

fn parse(svg: &str) -> Result<Document<'_>, PictureError> {
    Document::parse(svg).map_err(|error: roxmltree::Error| PictureError::NotDrawable(error.to_string()))
}

/// How a text wants to stand.
struct Setting<'a> {
    x: f32,
    y: f32,
    width: f32,
    anchor: &'a str,
}

impl<'a> Setting<'a> {
    fn of(text: Node<'a, '_>) -> Option<Self> {
        let number = |name| text.attribute(name)?.parse().ok();
        let anchor = text.attribute("text-anchor").unwrap_or("start");
        Some(Self { x: number("x")?, y: number("y")?, width: number("data-width")?, anchor })
    }

    /// Scaled about its anchor on the baseline, then its ink brought to it.
    fn transform(&self, ink: Rect) -> String {
        let scale = (self.width / ink.width()).min(1.0);
        let held = match self.anchor {
            "middle" => ink.left().midpoint(ink.right()),
            "end" => ink.right(),
            _ => ink.left(),
        };
        format!("matrix({scale} 0 0 {scale} {} {})", self.x - held * scale, self.y * (1.0 - scale))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::built_in;

    const GROUND: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1200\" height=\"675\" \
                          font-family=\"Libertinus Serif\">";

    fn files_and_texts() -> (Files, Texts) {
        (built_in::files(), built_in::texts())
    }

    fn ink_of(text: &str) -> Rect {
        let svg = set(&format!("{GROUND}{text}</svg>")).expect("it can be set");
        *canvas::ink(&svg).expect("it can be drawn").get("it").expect("it is there")
    }

    #[test]
    fn a_text_stands_with_its_ink_at_its_place_and_is_no_wider_than_it_may_be() {
        for (anchor, left, right) in
            [("start", 100.0, 500.0), ("end", -300.0, 100.0), ("middle", -100.0, 300.0)]
        {
            let text = |words: &str| {
                format!(
                    "<text id=\"it\" x=\"100\" y=\"300\" data-width=\"400\" font-size=\"120\" \
                     text-anchor=\"{anchor}\">{words}</text>"
                )
            };
            let (short, long) = (ink_of(&text("J1")), ink_of(&text("20 января 1990 года, Бакı")));
            assert!((long.left() - left).abs() < 0.1 && (long.right() - right).abs() < 0.1, "{long:?}");
            let held = [short.left(), short.right(), short.left().midpoint(short.right())];
            assert!(held.iter().any(|at| (at - 100.0).abs() < 0.1), "{anchor}: {short:?}");
            assert!(short.height() > long.height(), "only what is too long is made smaller");
        }
    }

    #[test]
    fn words_are_never_markup() {
        let words = canvas::escaped("<tspan> & \"1990\"");
        assert!(ink_of(&format!("<text id=\"it\" x=\"9\" y=\"99\">{words}</text>")).width() > 50.0);
    }

    #[test]
    fn the_templates_and_their_words_have_no_fault() {
        let (files, texts) = files_and_texts();
        assert_eq!(faults(&files, &texts), []);
    }

    #[test]
    fn in_every_language_and_year_the_lines_keep_apart_and_within_the_margins() {
        let (files, texts) = files_and_texts();
        for name in TEMPLATES {
            for language in Language::ALL {
                for year in [1991, 2028, 2101] {
                    let svg = svg(&files, &texts, (name, *language, year)).expect("it can be set");
                    let ink = canvas::ink(&svg).expect("it can be drawn");
                    let mut lines: Vec<&Rect> = ink.values().collect();
                    lines.sort_by(|one, other| one.top().total_cmp(&other.top()));
                    assert!(lines.len() >= 2);
                    for line in &lines {
                        let within = line.left() >= 84.0 && line.right() <= 1116.0 && line.top() >= 60.0;
                        assert!(within && line.bottom() <= 615.0, "{name} {language} {year}: {line:?}");
                    }
                    for pair in lines.windows(2) {
                        assert!(pair[0].bottom() < pair[1].top(), "{name} {language} {year}: {pair:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_letter_without_a_glyph_is_refused_and_not_drawn_as_a_box() {
        let refused = canvas::png(&format!("{GROUND}<text y=\"99\">20 一月</text></svg>"));
        assert_eq!(refused, Err(PictureError::NoGlyph("一".into())));
    }
}
