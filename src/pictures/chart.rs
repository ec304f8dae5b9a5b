//! A chart of values side by side, set by measuring: panels in two columns, one
//! row a value, the works it rests on at the foot.

use std::fmt::Write;

use super::PictureError;
use super::canvas::{Lines, escaped};

const WIDTH: f32 = 1600.0;
const MARGIN: f32 = 84.0;
const COLUMN: f32 = 680.0;
const GUTTER: f32 = WIDTH - 2.0 * MARGIN - 2.0 * COLUMN;
/// Within a column: the value, who gives it, and the scale.
const VALUE: f32 = 112.0;
const WHO: f32 = 352.0;
const SCALE: f32 = COLUMN - VALUE - WHO - 40.0;
/// What an arrow takes beyond its mark.
const ARROW: f32 = 27.0;

const PAPER: &str = "#f3eee5";
const INK: &str = "#1d1816";
const GREY: &str = "#6f665d";
const HAIR: &str = "#cfc6b8";
const RED: &str = "#a3141f";

const SMALL: f32 = 18.0;
const LEADING: f32 = 23.0;
/// How far in a source goes on in its next line.
const HANGING: f32 = 14.0;
const FOOTNOTE: f32 = 15.5;
const FOOT_LEADING: f32 = 20.0;

/// What the chart shows.
pub(super) struct Chart {
    pub title: String,
    pub lead: String,
    /// What the marks mean: a value, more than it, about it.
    pub key: [String; 3],
    pub panels: Vec<Panel>,
    /// Each work with its number.
    pub sources: Vec<(usize, String)>,
}

/// One thing counted.
pub(super) struct Panel {
    pub heading: String,
    pub rows: Vec<Row>,
}

/// A value, with who gives it.
pub(super) struct Row {
    pub shown: String,
    /// The same in words.
    pub told: String,
    pub mark: Mark,
    pub scope: String,
    /// Who gives it, one a line.
    pub sources: Vec<String>,
}

/// A value on the scale.
#[derive(Clone, Copy)]
pub(super) struct Mark {
    pub from: u64,
    pub to: Option<u64>,
    /// The value or more.
    pub above: bool,
    /// Not the value itself.
    pub about: bool,
}

impl Chart {
    /// The chart as an SVG.
    ///
    /// # Errors
    /// If a letter has no glyph.
    pub(super) fn svg(&self) -> Result<String, PictureError> {
        let mut page = Page { body: String::new(), lines: Lines::default() };
        page.text((MARGIN, 118.0), (54.0, INK, ""), &self.title);
        page.text((MARGIN, 162.0), (23.0, GREY, "font-style=\"italic\""), &self.lead);
        page.key(&self.key)?;
        let mut columns = [252.0_f32; 2];
        for panel in &self.panels {
            let shorter = usize::from(columns[1] < columns[0]);
            let left = MARGIN + shorter as f32 * (COLUMN + GUTTER);
            columns[shorter] = page.panel(panel, (left, columns[shorter]))?;
        }
        let height = page.sources(&self.sources, columns[0].max(columns[1]))?;
        Ok(format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height}\">\
             <rect width=\"{WIDTH}\" height=\"{height}\" fill=\"{PAPER}\"/>\
             <g font-family=\"Libertinus Serif\">{}</g></svg>",
            page.body
        ))
    }
}

/// What has been drawn so far.
struct Page {
    body: String,
    lines: Lines,
}

/// Size, colour and further attributes of a text.
type Hand<'a> = (f32, &'a str, &'a str);

impl Page {
    fn put(&mut self, element: std::fmt::Arguments<'_>) {
        // A String takes whatever is written to it.
        let _ = self.body.write_fmt(element);
    }

    fn text(&mut self, (x, y): (f32, f32), (size, colour, more): Hand<'_>, words: &str) {
        let words = escaped(words);
        self.put(format_args!(
            "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\" fill=\"{colour}\" {more}>{words}</text>"
        ));
    }

    /// What the marks mean, in one line under the lead.
    fn key(&mut self, [exact, above, about]: &[String; 3]) -> Result<(), PictureError> {
        let mut x = MARGIN;
        let marks = [(exact, false, false), (above, true, true), (about, false, true)];
        for (words, above, about) in marks {
            self.mark((x + 8.0, 203.0), (above, about));
            let shift = if above { 42.0 } else { 22.0 };
            self.text((x + shift, 209.0), (SMALL, GREY, ""), words);
            x += shift + self.lines.width(words, SMALL)? + 44.0;
        }
        Ok(())
    }

    fn mark(&mut self, (x, y): (f32, f32), (above, about): (bool, bool)) {
        if above {
            let (from, to) = (x + 7.0, x + ARROW - 2.0);
            let tip = to - 6.0;
            self.put(format_args!(
                "<path d=\"M{from} {y}H{to}M{tip} {}L{to} {y}L{tip} {}\" fill=\"none\" stroke=\"{RED}\" stroke-width=\"2\"/>",
                y - 5.0,
                y + 5.0
            ));
        }
        let fill = if about { PAPER } else { RED };
        self.put(format_args!(
            "<circle cx=\"{x}\" cy=\"{y}\" r=\"7\" fill=\"{fill}\" stroke=\"{RED}\" stroke-width=\"2.4\"/>"
        ));
    }

    /// Draws a panel and says where the next one may begin.
    fn panel(&mut self, panel: &Panel, (left, top): (f32, f32)) -> Result<f32, PictureError> {
        self.text((left, top + 34.0), (32.0, INK, "font-weight=\"600\""), &panel.heading);
        let scale = Scale::of(&panel.rows, left + COLUMN - SCALE);
        let first = top + 58.0;
        let under = self.body.len();
        let mut y = first;
        for row in &panel.rows {
            y = self.row(row, &scale, (left, y))?;
        }
        let marks = self.body.split_off(under);
        self.scale(&scale, (first, y));
        self.body.push_str(&marks);
        Ok(y + 66.0)
    }

    fn row(&mut self, row: &Row, scale: &Scale, (left, top): (f32, f32)) -> Result<f32, PictureError> {
        self.put(format_args!(
            "<path d=\"M{left} {top}H{}\" stroke=\"{HAIR}\" stroke-width=\"1\"/>",
            left + COLUMN
        ));
        let baseline = top + 30.0;
        let fits = (VALUE - 20.0) / self.lines.width(&row.shown, 28.0)?;
        self.text((left, baseline), (27.0 * fits.min(1.0), INK, "font-weight=\"600\""), &row.shown);
        let mut y = baseline - 1.0;
        let who = row.sources.iter().map(|source| (source, INK, ""));
        for (words, colour, more) in who.chain([(&row.scope, GREY, "font-style=\"italic\"")]) {
            for (at, line) in self.lines.wrapped(words, SMALL, WHO - HANGING)?.iter().enumerate() {
                let hanging = if at == 0 { 0.0 } else { HANGING };
                self.text((left + VALUE + hanging, y), (SMALL, colour, more), line);
                y += LEADING;
            }
        }
        let middle = top + 23.0;
        let from = scale.x(row.mark.from);
        if let Some(to) = row.mark.to {
            let to = scale.x(to);
            self.put(format_args!(
                "<path d=\"M{from} {middle}H{to}\" stroke=\"{RED}\" stroke-width=\"6\" stroke-linecap=\"round\"/>"
            ));
        }
        self.mark((from, middle), (row.mark.above, row.mark.about));
        Ok(y - LEADING + 19.0)
    }

    fn scale(&mut self, scale: &Scale, (top, bottom): (f32, f32)) {
        for tick in scale.ticks() {
            let x = scale.x(tick);
            self.put(format_args!(
                "<path d=\"M{x} {top}V{bottom}\" stroke=\"{HAIR}\" stroke-width=\"1\" stroke-dasharray=\"1 4\"/>"
            ));
            let label = tick.to_string();
            self.text((x, bottom + 22.0), (16.0, GREY, "text-anchor=\"middle\""), &label);
        }
        let (left, right) = (scale.left, scale.left + SCALE);
        self.put(format_args!("<path d=\"M{left} {bottom}H{right}\" stroke=\"{GREY}\" stroke-width=\"1\"/>"));
    }

    /// The works in two columns; says how high the page is.
    fn sources(&mut self, sources: &[(usize, String)], top: f32) -> Result<f32, PictureError> {
        self.put(format_args!(
            "<path d=\"M{MARGIN} {top}H{}\" stroke=\"{INK}\" stroke-width=\"1.2\"/>",
            WIDTH - MARGIN
        ));
        let mut set: Vec<(usize, Vec<String>)> = Vec::new();
        for (number, words) in sources {
            set.push((*number, self.lines.wrapped(words, FOOTNOTE, COLUMN - 42.0)?));
        }
        let all: usize = set.iter().map(|(_, lines)| lines.len()).sum();
        let (mut left, mut y, mut taken, mut lowest) = (MARGIN, top + 36.0, 0, 0.0_f32);
        for (number, lines) in set {
            if left < MARGIN + COLUMN && taken * 2 >= all {
                (left, y) = (MARGIN + COLUMN + GUTTER, top + 36.0);
            }
            taken += lines.len();
            self.text((left, y), (FOOTNOTE, GREY, ""), &format!("[{number}]"));
            for line in lines {
                self.text((left + 42.0, y), (FOOTNOTE, GREY, ""), &line);
                y += FOOT_LEADING;
            }
            lowest = lowest.max(y);
        }
        Ok((lowest + 48.0).ceil())
    }
}

/// From values to places: evenly, from a round number to a round number.
struct Scale {
    left: f32,
    from: u64,
    step: u64,
    steps: u64,
}

impl Scale {
    fn of(rows: &[Row], left: f32) -> Self {
        let least = rows.iter().map(|row| row.mark.from).min().unwrap_or(0);
        let most = rows.iter().map(|row| row.mark.to.unwrap_or(row.mark.from)).max().unwrap_or(1);
        // From 0, unless the values would then crowd at the far end.
        let least = if least * 2 < most { 0 } else { least };
        let mut round = (0..17).flat_map(|power| [10, 20, 25, 50].map(|part| part * 10_u64.pow(power) / 10));
        let covers = |step: &u64| most.div_ceil(*step) - least / step <= 4;
        let step = round.find(covers).unwrap_or(u64::MAX);
        let from = least / step * step;
        Self { left, from, step, steps: (most.div_ceil(step) - least / step).max(1) }
    }

    fn x(&self, value: u64) -> f32 {
        let part = value.saturating_sub(self.from) as f32 / (self.step * self.steps) as f32;
        self.left + part * (SCALE - ARROW)
    }

    fn ticks(&self) -> impl Iterator<Item = u64> {
        let (from, step) = (self.from, self.step);
        (0..=self.steps).map(move |at| from + at * step)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{canvas, tests::is_golden};
    use super::*;

    fn row(shown: &str, mark: Mark, sources: &[&str]) -> Row {
        Row {
            shown: shown.into(),
            told: shown.into(),
            mark,
            scope: "what it counts, and where".into(),
            sources: sources.iter().map(|source| (*source).to_owned()).collect(),
        }
    }

    const fn mark(from: u64) -> Mark {
        Mark { from, to: None, above: false, about: false }
    }

    #[test]
    fn a_chart_looks_as_it_did() {
        let about = Mark { about: true, ..mark(430) };
        let first = vec![
            row(
                ">\u{2009}100",
                Mark { above: true, about: true, ..mark(100) },
                &["A newspaper, 1990\u{a0}[1]"],
            ),
            row(
                "131",
                mark(131),
                &["A ministry, 2003\u{a0}[2]", "A foundation with a very long name, undated\u{a0}[3]"],
            ),
            row("140–152", Mark { to: Some(152), ..mark(140) }, &["Ənənə, şəhər, Источник\u{a0}[4]"]),
        ];
        let second =
            vec![row("4", mark(4), &["One\u{a0}[1]"]), row("≈\u{2009}430", about, &["Another\u{a0}[2]"])];
        let work = |number| {
            (number, "An author, “A title that is long enough for a second line of a column, and a little longer”, a publisher, 20 January 1991".to_owned())
        };
        let chart = Chart {
            title: "What is counted".into(),
            lead: "A sentence that says how to read it.".into(),
            key: ["the value".into(), "more".into(), "about".into()],
            panels: vec![
                Panel { heading: "First".into(), rows: first },
                Panel { heading: "Second".into(), rows: second },
            ],
            sources: (1..=4).map(work).collect(),
        };
        let svg = chart.svg().expect("it can be set");
        is_golden("chart", &canvas::png(&svg).expect("it can be drawn"));
    }

    #[test]
    fn a_scale_holds_its_values_and_begins_at_nought_unless_they_are_far_from_it() {
        for (values, ticks) in [
            (&[100, 131, 150][..], &[100, 120, 140, 160][..]),
            (&[4, 5, 321, 400], &[0, 100, 200, 300, 400]),
            (&[4, 4], &[4, 5]),
            (&[0], &[0, 1]),
            (&[26_000, 66_000], &[0, 20_000, 40_000, 60_000, 80_000]),
        ] {
            let rows: Vec<Row> = values.iter().map(|value| row("", mark(*value), &[])).collect();
            let scale = Scale::of(&rows, 0.0);
            assert_eq!(scale.ticks().collect::<Vec<_>>(), ticks, "{values:?}");
            assert!(values.iter().all(|value| (0.0..=SCALE - ARROW).contains(&scale.x(*value))));
        }
    }
}
