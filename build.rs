//! Migrations are compiled in: a new one must be noticed. And the pictures'
//! typeface: of the many faces in the crate that carries it, only those in use
//! are written where `src/pictures` includes them.

use std::path::Path;
use std::{env, fs, io};

/// The faces in use, by their `PostScript` names.
const FACES: &[&str] = &["LibertinusSerif-Regular", "LibertinusSerif-Italic", "LibertinusSerif-Semibold"];

#[expect(clippy::disallowed_macros, reason = "cargo reads what a build script prints")]
fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=migrations");
    let folder = env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?;
    for face in FACES {
        let mut carried = typst_assets::fonts();
        let bytes = carried.find(|font| postscript_name(font) == Some(face.as_bytes()));
        let bytes = bytes.ok_or_else(|| io::Error::other(format!("no font is called {face}")))?;
        fs::write(Path::new(&folder).join(format!("{face}.otf")), bytes)?;
    }
    Ok(())
}

/// The name in an OpenType font's CFF table: the first entry of its Name INDEX,
/// which stands right after the table's header. `None` for other fonts.
fn postscript_name(font: &[u8]) -> Option<&[u8]> {
    let tables = usize::from(u16::from_be_bytes(font.get(4..6)?.try_into().ok()?));
    let mut records = font.get(12..12 + 16 * tables)?.chunks_exact(16);
    let record = records.find(|record| record.starts_with(b"CFF "))?;
    let table = font.get(number(record.get(8..12)?)..)?;
    let index = table.get(usize::from(*table.get(2)?)..)?;
    let (count, width) = (number(index.get(..2)?), usize::from(*index.get(2)?));
    let offset = |at: usize| Some(number(index.get(3 + at * width..3 + (at + 1) * width)?));
    // Offsets count from the byte before the data.
    let data = 3 + (count + 1) * width - 1;
    index.get(data + offset(0)?..data + offset(1)?)
}

fn number(bytes: &[u8]) -> usize {
    bytes.iter().fold(0, |number, byte| number << 8 | usize::from(*byte))
}
