//! The report as a page: one file, nothing loaded from anywhere, no script.

use std::collections::BTreeMap;

use chrono::TimeDelta;

use super::plot::{Stack, columns, stacks};
use super::{Report, Sums};

const STYLE: &str = "
:root { color-scheme: light dark; --ink: #1c1c1c; --ground: #fcfcfa; --line: #c9c9c4;
  --sent: #4a6b57; --late: #c08a2d; --missed: #a3282d; --failed: #6d4a6b; --open: #3f6d94; --planned: #b4b4ae; }
@media (prefers-color-scheme: dark) { :root { --ink: #e9e9e5; --ground: #17181a; --line: #45464a;
  --sent: #7fa98f; --late: #d8a651; --missed: #d96a6e; --failed: #ad86ab; --open: #7ba9d0; --planned: #6a6b6e; } }
body { margin: 2rem auto; max-width: 52rem; padding: 0 1rem; color: var(--ink); background: var(--ground);
  font: 16px/1.5 system-ui, sans-serif; }
h1, h2 { font-weight: 600; line-height: 1.2; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem .5rem; border-bottom: 1px solid var(--line); text-align: right; }
th:first-child, td:first-child, .words { text-align: left; }
td.words { white-space: nowrap; }
figure { margin: 1.5rem 0; overflow-x: auto; }
figcaption { margin-bottom: .4rem; font-weight: 600; }
figure svg { width: 100%; min-width: 30rem; max-width: 44rem; height: auto; font: 12px system-ui, sans-serif;
  fill: var(--ink); }
svg .name { text-anchor: end; } svg .below { text-anchor: middle; }
.axis { stroke: var(--line); }
.sent { fill: var(--sent); } .late { fill: var(--late); } .missed { fill: var(--missed); }
.failed { fill: var(--failed); } .open { fill: var(--open); } .planned { fill: var(--planned); }
.key span { display: inline-block; margin-right: 1rem; }
.key svg { width: .8rem; height: .8rem; margin-right: .3rem; vertical-align: -1px; }
";

/// The page.
pub(super) fn render(report: &Report) -> String {
    let title = format!("The posts of {}", report.year);
    let mut page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n<p>{}</p>\n",
        summary(report)
    );
    if !report.numbers.counts.is_empty() {
        page.push_str(&plots(report));
        page.push_str(&sums(report));
        page.push_str(&lists(report));
    }
    page.push_str("</body>\n</html>\n");
    page
}

/// Text that is no markup.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn summary(report: &Report) -> String {
    let Sums { due, sent, late, missed, failed, open, .. } = report.all;
    format!(
        "As of {}: of {due} posts that fell due {sent} were sent, {late} of them more than ten minutes late; \
         {missed} were missed, {failed} failed, {open} are still open.",
        report.made_at
    )
}

fn plots(report: &Report) -> String {
    let key = ["sent", "late", "missed", "failed", "open", "planned"].map(|class| {
        format!(r#"<span><svg viewBox="0 0 10 10"><rect class="{class}" width="10" height="10"/></svg>{class}</span>"#)
    });
    let mut plots = format!("<p class=\"key\">{}</p>\n", key.concat());
    plots.push_str(&stacks("By platform", &rows(&report.by_platform)));
    plots.push_str(&stacks("By post", &rows(&report.by_post)));
    plots.push_str(&stacks("By language", &rows(&report.by_language)));
    if report.all.sent > 0 {
        plots.push_str(&columns("How long after they fell due posts were sent", &lateness(report)));
        plots.push_str(&columns("Posts sent in each hour (UTC)", &hours(report)));
    }
    plots
}

fn rows(groups: &BTreeMap<String, Sums>) -> Vec<Stack> {
    let row = |(name, sums): (&String, &Sums)| Stack {
        name: name.clone(),
        parts: vec![
            ("sent", sums.sent - sums.late),
            ("late", sums.late),
            ("missed", sums.missed),
            ("failed", sums.failed),
            ("open", sums.open),
            ("planned", sums.planned),
        ],
    };
    groups.iter().map(row).collect()
}

fn lateness(report: &Report) -> Vec<(String, i64)> {
    const CLASSES: [(i64, &str); 7] = [
        (0, "< 1 s"),
        (1, "1-5 s"),
        (5, "5-15 s"),
        (15, "15-60 s"),
        (60, "1-10 min"),
        (600, "10-60 min"),
        (3600, "> 1 h"),
    ];
    let of = |from: i64| {
        let class = report.numbers.lateness.iter().filter(|class| class.from_seconds == from);
        class.map(|class| class.posts).sum()
    };
    CLASSES.iter().map(|(from, name)| ((*name).to_owned(), of(*from))).collect()
}

/// Every hour from the first to the last, those without a post too.
fn hours(report: &Report) -> Vec<(String, i64)> {
    // More than the days of remembrance: a plot of a year's hours shows nothing.
    const MOST: usize = 96;
    let mut sent = BTreeMap::new();
    for hour in &report.numbers.hours {
        *sent.entry(hour.at).or_insert(0) += hour.posts;
    }
    let (Some((first, _)), Some((last, _))) = (sent.first_key_value(), sent.last_key_value()) else {
        return Vec::new();
    };
    let (first, last) = (*first, *last);
    let all = std::iter::successors(Some(first), |hour| Some(*hour + TimeDelta::hours(1)));
    let all = all.take_while(|hour| *hour <= last).take(MOST);
    all.map(|hour| (hour.format("%-d %b %H:%M").to_string(), sent.get(&hour).copied().unwrap_or(0))).collect()
}

fn sums(report: &Report) -> String {
    let heads = Sums::default().columns().map(|(head, _)| format!("<th>{head}</th>")).concat();
    let mut table =
        format!("<h2>In numbers</h2>\n<div class=\"scroll\"><table>\n<tr><th></th>{heads}</tr>\n");
    let groups = [&report.by_platform, &report.by_post, &report.by_language];
    let all = "all".to_owned();
    let lines = std::iter::once((&all, &report.all)).chain(groups.into_iter().flatten());
    for (name, sums) in lines {
        let cells = sums.columns().map(|(_, number)| format!("<td>{number}</td>")).concat();
        table.push_str(&format!("<tr><td>{}</td>{cells}</tr>\n", escaped(name)));
    }
    table + "</table></div>\n"
}

fn lists(report: &Report) -> String {
    let mut lists = String::new();
    if !report.slowest.is_empty() {
        lists.push_str("<h2>The slowest</h2>\n<div class=\"scroll\"><table>\n");
        lists.push_str("<tr><th>post</th><th>seconds</th><th>place</th><th class=\"words\">platform</th><th class=\"words\">due</th></tr>\n");
        for slow in &report.slowest {
            lists.push_str(&format!(
                "<tr><td>{}</td><td>{:.1}</td><td>{}</td><td class=\"words\">{}</td><td class=\"words\">{}</td></tr>\n",
                escaped(&slow.post),
                slow.seconds,
                slow.channel,
                escaped(&slow.platform),
                slow.due
            ));
        }
        lists.push_str("</table></div>\n");
    }
    if !report.reasons.is_empty() {
        lists.push_str("<h2>Not sent, by reason</h2>\n<div class=\"scroll\"><table>\n");
        lists.push_str("<tr><th>reason</th><th>posts</th><th class=\"words\">state</th><th class=\"words\">platform</th></tr>\n");
        for why in &report.reasons {
            lists.push_str(&format!(
                "<tr><td>{}</td><td>{}</td><td class=\"words\">{}</td><td class=\"words\">{}</td></tr>\n",
                escaped(&why.reason),
                why.posts,
                escaped(&why.state),
                escaped(&why.platform)
            ));
        }
        lists.push_str("</table></div>\n");
    }
    lists
}
