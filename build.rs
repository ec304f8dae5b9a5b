//! What is compiled in: migrations, of which a new one must be noticed; the data
//! files, packed for `src/files.rs`; and the pictures' typeface: of the many faces
//! in the crate that carries it, only those in use are written where
//! `src/pictures` includes them.

use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::{env, fs, io};

use flate2::Compression;
use flate2::write::DeflateEncoder;

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
    fs::write(Path::new(&folder).join("data"), packed(Path::new("data"))?)?;
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

/// The texts of a directory as `src/files.rs` reads them.
fn packed(data: &Path) -> io::Result<Vec<u8>> {
    let mut all = String::new();
    take(data, data, &mut all)?;
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(all.as_bytes())?;
    encoder.finish()
}

/// In order of names: the same data makes the same program.
fn take(root: &Path, directory: &Path, all: &mut String) -> io::Result<()> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(directory)? {
        paths.push(entry?.path());
    }
    paths.sort();
    for path in paths {
        if path.is_dir() {
            take(root, &path, all)?;
        } else if let Ok(text) = fs::read_to_string(&path) {
            let name = path.strip_prefix(root).map_err(io::Error::other)?;
            let name = name.to_string_lossy().replace('\\', "/");
            all.push_str(&format!("{name}\t{}\n{text}", text.len()));
        }
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
