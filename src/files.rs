//! The data files as texts: those inside the program, or those of a directory.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use include_dir::{Dir, include_dir};

static BUILT_IN: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/data");

/// The endings of data files.
const ENDINGS: &[&str] = &["toml", "ftl", "svg"];

/// The data files by their path below `data/`, with forward slashes.
#[derive(Debug, Clone, Default)]
pub struct Files(BTreeMap<String, Text>);

/// A text inside the program is not copied out of it.
type Text = Cow<'static, str>;

impl Files {
    /// The files inside the program.
    #[must_use]
    pub fn built_in() -> Self {
        fn take(dir: &Dir<'static>, files: &mut BTreeMap<String, Text>) {
            for file in dir.files() {
                if let Some(text) = file.contents_utf8() {
                    let path = file.path().to_string_lossy().replace('\\', "/");
                    files.insert(path, text.into());
                }
            }
            dir.dirs().for_each(|dir| take(dir, files));
        }
        let mut files = BTreeMap::new();
        take(&BUILT_IN, &mut files);
        Self(files)
    }

    /// The files of a directory laid out like `data/`.
    ///
    /// # Errors
    /// If the directory or one of its text files cannot be read as UTF-8.
    pub fn read(directory: &Path) -> io::Result<Self> {
        fn take(root: &Path, dir: &Path, files: &mut BTreeMap<String, Text>) -> io::Result<()> {
            for entry in std::fs::read_dir(dir)? {
                let path = entry?.path();
                if path.is_dir() {
                    take(root, &path, files)?;
                } else if path.extension().is_some_and(|end| ENDINGS.iter().any(|known| end == *known)) {
                    let name = path.strip_prefix(root).unwrap_or(&path);
                    let text = std::fs::read_to_string(&path).map_err(|error| {
                        io::Error::new(error.kind(), format!("{}: {error}", path.display()))
                    })?;
                    files.insert(name.to_string_lossy().replace('\\', "/"), text.into());
                }
            }
            Ok(())
        }
        let mut files = BTreeMap::new();
        take(directory, directory, &mut files)?;
        Ok(Self(files))
    }

    /// The text of one file.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&str> {
        self.0.get(path).map(Cow::as_ref)
    }

    /// Every path.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}
