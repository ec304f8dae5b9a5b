//! Plots as inline SVG. Colours and words come from the page's own style; a
//! plot's numbers stand in it as text too, so that nobody has to guess them.

use std::fmt::Write;

use super::page::escaped;

/// The width of a plot, in its own units.
const WIDTH: f64 = 600.0;
const LEFT: f64 = 70.0;
const RIGHT: f64 = 45.0;
const ROW: f64 = 26.0;
const HEIGHT: f64 = 180.0;
/// How many names have room below a plot of columns.
const NAMES: usize = 6;

/// Bars side by side in one row: what became of the posts of a kind.
pub(super) struct Stack {
    /// Of what.
    pub name: String,
    /// The class of each part, which gives its colour, and how many.
    pub parts: Vec<(&'static str, i64)>,
}

/// One bar a row, its parts one after another.
pub(super) fn stacks(title: &str, rows: &[Stack]) -> String {
    let most =
        rows.iter().map(|row| row.parts.iter().map(|(_, number)| number).sum::<i64>()).max().unwrap_or(0);
    let scale = (WIDTH - LEFT - RIGHT) / most.max(1) as f64;
    let mut body = String::new();
    for (at, row) in rows.iter().enumerate() {
        let y = at as f64 * ROW;
        let _ = write!(
            body,
            r#"<text x="{}" y="{}" class="name">{}</text>"#,
            LEFT - 8.0,
            y + 17.0,
            escaped(&row.name)
        );
        let mut x = LEFT;
        for (class, number) in row.parts.iter().filter(|(_, number)| *number > 0) {
            let width = *number as f64 * scale;
            let _ = write!(
                body,
                r#"<rect class="{class}" x="{x:.1}" y="{}" width="{width:.1}" height="18"><title>{number} {class}</title></rect>"#,
                y + 4.0
            );
            x += width;
        }
        let sum: i64 = row.parts.iter().map(|(_, number)| number).sum();
        let _ = write!(body, r#"<text x="{:.1}" y="{}">{sum}</text>"#, x + 6.0, y + 17.0);
    }
    svg(title, rows.len() as f64 * ROW, &body)
}

/// One column for each class, as high as its number.
pub(super) fn columns(title: &str, classes: &[(String, i64)]) -> String {
    let most = classes.iter().map(|(_, number)| *number).max().unwrap_or(0).max(1) as f64;
    let step = (WIDTH - LEFT - RIGHT) / classes.len().max(1) as f64;
    let (base, end) = (HEIGHT - 24.0, WIDTH - RIGHT);
    let mut body = format!(r#"<line class="axis" x1="{LEFT}" y1="{base}" x2="{end}" y2="{base}"/>"#);
    // Names that would run into one another are left out, evenly.
    let every = if classes.len() <= NAMES + 1 { 1 } else { classes.len().div_ceil(NAMES) };
    for (at, (name, number)) in classes.iter().enumerate() {
        let height = *number as f64 / most * (base - 20.0);
        let (x, y) = (LEFT + at as f64 * step, base - height);
        let middle = x + step / 2.0;
        let _ = write!(
            body,
            r#"<rect class="sent" x="{:.1}" y="{y:.1}" width="{:.1}" height="{height:.1}"><title>{}: {number}</title></rect>"#,
            x + step * 0.1,
            step * 0.8,
            escaped(name)
        );
        if at % every == 0 {
            let _ = write!(
                body,
                r#"<text class="below" x="{middle:.1}" y="{}">{}</text>"#,
                base + 16.0,
                escaped(name)
            );
        }
        if *number > 0 && step >= 16.0 {
            let _ = write!(body, r#"<text class="below" x="{middle:.1}" y="{:.1}">{number}</text>"#, y - 5.0);
        }
    }
    svg(title, HEIGHT, &body)
}

fn svg(title: &str, height: f64, body: &str) -> String {
    let title = escaped(title);
    format!(
        r#"<figure><figcaption>{title}</figcaption><svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{title}">{body}</svg></figure>"#
    )
}
