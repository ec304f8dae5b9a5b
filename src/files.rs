//! The data files as texts: those of a directory, or packed ones, each of which is
//! unpacked when it is first read.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read, Write};
use std::ops::Range;
use std::path::Path;
use std::sync::OnceLock;

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use thiserror::Error;

/// The endings of data files.
const ENDINGS: &[&str] = &["toml", "ftl", "svg"];

/// The data files.
#[derive(Debug, Clone, Default)]
pub struct Files {
    /// By their path below `data/`, with forward slashes.
    texts: BTreeMap<String, Text>,
    packed: Cow<'static, [u8]>,
}

/// One file.
#[derive(Debug, Clone)]
struct Text {
    /// Where it stands among what is packed.
    packed: Range<usize>,
    read: OnceLock<String>,
}

/// These bytes are not what was packed.
#[derive(Debug, Error)]
#[error("the packed files are damaged")]
pub struct Damaged;

impl Files {
    /// The files of a directory laid out like `data/`.
    ///
    /// # Errors
    /// If the directory or one of its text files cannot be read as UTF-8.
    pub fn read(directory: &Path) -> io::Result<Self> {
        let mut files = Self::default();
        files.take(directory, directory)?;
        Ok(files)
    }

    /// What [`Files::pack`] packed.
    ///
    /// # Errors
    /// If that is not what the bytes are.
    pub fn packed(packed: &'static [u8]) -> Result<Self, Damaged> {
        let (lengths, rest): (Vec<(String, usize)>, _) =
            postcard::take_from_bytes(packed).map_err(|_| Damaged)?;
        let mut end = packed.len() - rest.len();
        let mut texts = BTreeMap::new();
        for (path, length) in lengths {
            let begin = end;
            end += length;
            packed.get(begin..end).ok_or(Damaged)?;
            texts.insert(path, Text { packed: begin..end, read: OnceLock::new() });
        }
        Ok(Self { texts, packed: packed.into() })
    }

    /// The files in one piece, each packed by itself, those of a kind together: the
    /// base's own are not read by whoever has the base already. The same files make
    /// the same bytes.
    ///
    /// # Errors
    /// If memory is short.
    pub fn pack(&self) -> io::Result<Vec<u8>> {
        let mut paths: Vec<&str> = self.paths().collect();
        paths.sort_by_key(|path| (path.rsplit('.').next(), *path));
        let (mut lengths, mut all) = (Vec::new(), Vec::new());
        for path in paths {
            let packed = pack(self.get(path).unwrap_or_default().as_bytes())?;
            lengths.push((path, packed.len()));
            all.extend(packed);
        }
        let mut bytes = postcard::to_allocvec(&lengths).map_err(io::Error::other)?;
        bytes.extend(all);
        Ok(bytes)
    }

    fn take(&mut self, root: &Path, directory: &Path) -> io::Result<()> {
        for entry in fs::read_dir(directory)? {
            let path = entry?.path();
            if path.is_dir() {
                self.take(root, &path)?;
            } else if path.extension().is_some_and(|end| ENDINGS.iter().any(|known| end == *known)) {
                let name = path.strip_prefix(root).unwrap_or(&path);
                let text = fs::read_to_string(&path)
                    .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))?;
                let text = Text { packed: 0..0, read: OnceLock::from(text) };
                self.texts.insert(name.to_string_lossy().replace('\\', "/"), text);
            }
        }
        Ok(())
    }

    /// The text of one file.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&str> {
        let text = self.texts.get(path)?;
        Some(text.read.get_or_init(|| {
            let text = unpack(&self.packed[text.packed.clone()]).ok();
            let text = text.and_then(|text| String::from_utf8(text).ok());
            text.expect("only a damaged program holds other bytes than were packed")
        }))
    }

    /// Every path.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.texts.keys().map(String::as_str)
    }

    /// Those below a folder alone.
    #[must_use]
    pub fn below(&self, folder: &str) -> Self {
        let texts = self.texts.iter().filter(|(path, _)| path.starts_with(folder));
        let texts = texts.map(|(path, text)| (path.clone(), text.clone())).collect();
        Self { texts, packed: self.packed.clone() }
    }
}

/// Packs bytes as small as it can.
///
/// # Errors
/// If memory is short.
pub fn pack(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish()
}

/// Unpacks what [`pack`] packed.
///
/// # Errors
/// If it is something else.
pub fn unpack(packed: &[u8]) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    DeflateDecoder::new(packed).read_to_end(&mut bytes)?;
    Ok(bytes)
}
