//! The data files as texts: those inside the program, or those of a directory.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use flate2::read::DeflateDecoder;

/// What the build script makes of `data/`, packed: before each text its path, a
/// tab, its length and a line feed.
static BUILT_IN: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/data"));

/// The endings of data files.
const ENDINGS: &[&str] = &["toml", "ftl", "svg"];

/// The data files by their path below `data/`, with forward slashes.
#[derive(Debug, Clone, Default)]
pub struct Files(BTreeMap<String, String>);

impl Files {
    /// The files inside the program.
    #[must_use]
    pub fn built_in() -> Self {
        unpacked(BUILT_IN).expect("the build script packs what it reads")
    }

    /// The files of a directory laid out like `data/`.
    ///
    /// # Errors
    /// If the directory or one of its text files cannot be read as UTF-8.
    pub fn read(directory: &Path) -> io::Result<Self> {
        let mut files = Self::default();
        files.take(directory, directory)?;
        Ok(files)
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
                self.0.insert(name.to_string_lossy().replace('\\', "/"), text);
            }
        }
        Ok(())
    }

    /// The text of one file.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&str> {
        self.0.get(path).map(String::as_str)
    }

    /// Every path.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Those below a folder alone.
    #[must_use]
    pub fn below(&self, folder: &str) -> Self {
        let files = self.0.iter().filter(|(path, _)| path.starts_with(folder));
        Self(files.map(|(path, text)| (path.clone(), text.clone())).collect())
    }
}

/// Text by text: one piece of all of them would be kept by the allocator for good.
fn unpacked(packed: &[u8]) -> io::Result<Files> {
    let mut packed = BufReader::new(DeflateDecoder::new(packed));
    let (mut files, mut head) = (BTreeMap::new(), String::new());
    while packed.read_line(&mut head)? > 0 {
        let (path, length) = head.trim_end().split_once('\t').ok_or(io::ErrorKind::InvalidData)?;
        let mut text = vec![0; length.parse().map_err(io::Error::other)?];
        packed.read_exact(&mut text)?;
        files.insert(path.to_owned(), String::from_utf8(text).map_err(io::Error::other)?);
        head.clear();
    }
    Ok(Files(files))
}
