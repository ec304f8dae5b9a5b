//! What is compiled in: migrations, of which a new one must be noticed; the data
//! files and the base made of them, packed for `src/built_in.rs`; and the pictures'
//! typeface: of the many faces in the crate that carries it, only those in use are
//! written where `src/pictures` includes them.

#![expect(dead_code, unused_imports, reason = "the program uses what is not used here")]

// The rooms that read and index the base.
#[path = "src/files.rs"]
mod files;
#[path = "src/fold.rs"]
mod fold;
#[path = "src/knowledge/mod.rs"]
mod knowledge;
#[path = "src/language.rs"]
mod language;
#[path = "src/locale.rs"]
mod locale;
#[path = "src/message.rs"]
mod message;

use std::path::Path;
use std::process::Command;
use std::{env, fs, io};

use files::Files;
use knowledge::{image, load};

/// The faces in use, by their `PostScript` names.
const FACES: &[&str] = &["LibertinusSerif-Regular", "LibertinusSerif-Italic", "LibertinusSerif-Semibold"];

#[expect(clippy::disallowed_macros, reason = "cargo reads what a build script prints")]
fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=migrations");
    println!("cargo:rerun-if-changed=data");
    if reads_packed_relocations() {
        println!("cargo:rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
    let folder = env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?;
    let files = Files::read(Path::new("data"))?;
    fs::write(Path::new(&folder).join("files"), files.pack()?)?;
    fs::write(Path::new(&folder).join("base"), base(&files)?)?;
    for face in FACES {
        let mut carried = typst_assets::fonts();
        let bytes = carried.find(|font| postscript_name(font) == Some(face.as_bytes()));
        let bytes = bytes.ok_or_else(|| io::Error::other(format!("no font is called {face}")))?;
        fs::write(Path::new(&folder).join(format!("{face}.otf")), bytes)?;
    }
    Ok(())
}

/// Whether the C library here is a glibc that reads packed relocations: they
/// take a twentieth of the room, and all of them are read at every start.
fn reads_packed_relocations() -> bool {
    let target = |name: &str| env::var(name).unwrap_or_default();
    let native = target("TARGET") == target("HOST") && target("TARGET").ends_with("-linux-gnu");
    let told = Command::new("getconf").arg("GNU_LIBC_VERSION").output();
    let told = told.map(|told| String::from_utf8_lossy(&told.stdout).into_owned()).unwrap_or_default();
    let minor = told.trim().strip_prefix("glibc 2.").and_then(|minor| minor.parse::<u32>().ok());
    native && minor.is_some_and(|minor| minor >= 36)
}

/// The base, read and indexed, packed. Of faults cargo is told each, and ends then.
#[expect(clippy::disallowed_macros, reason = "cargo reads what a build script prints")]
fn base(files: &Files) -> io::Result<Vec<u8>> {
    match load::both(files) {
        Ok((knowledge, _)) => files::pack(&image::write(knowledge).map_err(io::Error::other)?),
        Err(faults) => {
            for fault in faults {
                println!("cargo::error=data/{fault}");
            }
            Ok(Vec::new())
        }
    }
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
