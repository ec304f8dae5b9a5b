//! How long the pictures take, how large they are, and what memory is left
//! taken: `cargo bench --bench pictures`.
#![expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]

use std::fs;
use std::io::{self, Write};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use january20::built_in;
use january20::language::Language;
use january20::pictures::{Cards, Picture, figures};
use january20::remembrance::Post;
use january20::remembrance::compose::Composer;
use january20::zones::Rules;

/// The two compositions of `day`.
const YEARS: [i32; 2] = [2027, 2028];
/// Further years, drawn to see whether memory grows.
const MORE: std::ops::Range<i32> = 2029..2034;

fn main() -> anyhow::Result<()> {
    let files = built_in::files();
    let composer = Composer::built_in(Rules::newest());
    let cards = Cards::new(&files, Arc::clone(&composer.texts));
    let mut out = io::stdout().lock();
    let before = resident()?;

    let (cold, card) = timed(|| cards.draw(Post::Day, Language::Azerbaijani, YEARS[0]))?;
    writeln!(out, "the first card, typeface and all: {cold:?}, {} bytes", card.png.len())?;
    for year in YEARS {
        let begun = Instant::now();
        let mut largest = 0;
        for language in Language::ALL {
            for post in Post::ALL {
                let (took, card) = timed(|| cards.draw(*post, *language, year))?;
                largest = largest.max(card.png.len());
                writeln!(out, "{post} {year} {language}: {took:?}, {} bytes", card.png.len())?;
            }
            let draw = || figures::draw(&composer.knowledge, &composer.texts, *language);
            let (took, chart) = timed(draw)?;
            writeln!(out, "figures {language}: {took:?}, {} bytes", chart.png.len())?;
        }
        writeln!(out, "all of {year}: {:?}, the largest card {largest} bytes", begun.elapsed())?;
    }
    writeln!(out, "resident: {before} kB before, {} kB after", resident()?)?;
    for year in MORE {
        for language in Language::ALL {
            cards.draw(Post::Day, *language, year)?;
        }
    }
    writeln!(out, "resident: {} kB after twenty more", resident()?)?;
    Ok(())
}

fn timed<E>(draw: impl Fn() -> Result<Picture, E>) -> Result<(Duration, Picture), E> {
    let begun = Instant::now();
    let picture = draw()?;
    Ok((begun.elapsed(), picture))
}

/// What the process holds in memory, as Linux tells it.
fn resident() -> anyhow::Result<u64> {
    let status = fs::read_to_string("/proc/self/status").context("only Linux tells what a process holds")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("VmRSS")?;
    Ok(line.trim_end_matches("kB").trim().parse()?)
}
