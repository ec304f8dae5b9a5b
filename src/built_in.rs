//! What is inside the program: the data files, and the base as the build script
//! read and indexed it. Nothing here can fail but in a damaged program.

use std::borrow::Cow;
use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom};

use crate::files::{self, Files};
use crate::knowledge::beside;
use crate::knowledge::{Knowledge, image, load};
use crate::locale::Texts;
use crate::zones::places::Places;

static FILES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/files"));
static BASE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/base"));

/// The files of `data/`.
#[must_use]
pub fn files() -> Files {
    Files::packed(FILES).expect("the build script packed them")
}

/// The bot's own words.
#[must_use]
pub fn texts() -> Texts {
    load::texts(&files()).expect("the build script read the same")
}

/// The names of zones.
#[must_use]
pub fn places() -> Places {
    Places::load(&files()).expect("the tests read the same names")
}

/// The base, ready to be searched, and the bot's own words. Of the ways of asking
/// the base has only the one that is shown, and it has no lexicons:
/// [`load::load`] reads all from [`files()`].
///
/// What is unpacked is given back when all is made of it. glibc takes a large piece
/// that is given back for a sign that such pieces come and go, and takes the next
/// from where small ones stand: what is kept would have gaps between.
#[must_use]
pub fn both() -> (Knowledge, Texts) {
    let base = || {
        let packed = apart(BASE);
        let bytes = files::unpack(&packed).expect("the build script packed it");
        let knowledge = image::read(&bytes).expect("the build script wrote it");
        (knowledge, packed, bytes)
    };
    let ((knowledge, ..), texts) = beside::both(base, texts);
    (knowledge, texts)
}

/// Bytes of the program, read from its file where that can be done: the pages of
/// what is read as memory count as the program's own for as long as it runs, and
/// these are wanted once.
fn apart(bytes: &'static [u8]) -> Cow<'static, [u8]> {
    from_file(bytes).map_or(Cow::Borrowed(bytes), Cow::Owned)
}

/// Linux tells which part of which file stands at which address:
/// <https://man7.org/linux/man-pages/man5/proc_pid_maps.5.html>.
fn from_file(bytes: &'static [u8]) -> Option<Vec<u8>> {
    let address = u64::try_from(bytes.as_ptr().addr()).ok()?;
    let maps = fs::read_to_string("/proc/self/maps").ok()?;
    let place = maps.lines().find_map(|line| place(line, address))?;
    let mut file = File::open("/proc/self/exe").ok()?;
    file.seek(SeekFrom::Start(place)).ok()?;
    let mut read = vec![0; bytes.len()];
    file.read_exact(&mut read).ok()?;
    Some(read)
}

/// Where in its file the byte at an address stands, if it is in the mapping that
/// this line tells: `begin-end permissions offset …`.
fn place(line: &str, address: u64) -> Option<u64> {
    let hexadecimal = |text: &str| u64::from_str_radix(text, 16).ok();
    let mut fields = line.split_ascii_whitespace();
    let (begin, end) = fields.next()?.split_once('-')?;
    let (begin, end) = (hexadecimal(begin)?, hexadecimal(end)?);
    let offset = hexadecimal(fields.nth(1)?)?;
    (begin..end).contains(&address).then(|| offset + (address - begin))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::search::Search;

    #[test]
    fn what_is_read_from_the_programs_file_is_what_stands_in_its_memory() {
        assert!(apart(BASE) == BASE);
        assert!(from_file(BASE).is_some() || !cfg!(target_os = "linux"));
    }

    #[test]
    fn a_mapping_tells_where_a_byte_stands_in_the_file() {
        let line = "55d0c0a00000-55d0c0a08000 r--p 00009000 fe:00 1234   /usr/bin/january20";
        assert_eq!(place(line, 0x55d0_c0a0_0010), Some(0x9010));
        assert_eq!(place(line, 0x55d0_c0a0_8000), None);
        assert_eq!(place("no mapping", 0), None);
    }

    #[test]
    fn the_base_is_the_one_that_its_files_make() {
        let (inside, _) = both();
        let read = load::load(&files()).expect("the files are in order");
        let ids = |knowledge: &Knowledge| -> Vec<String> {
            knowledge.facts().map(|(_, fact)| fact.id.clone()).collect()
        };
        assert_eq!(ids(&inside), ids(&read));
        let (inside, read) = (Search::new(&inside), Search::new(&read));
        for question in ["How many people died?", "nece nefer oldu", "skolko pogiblo", "hava durumu"] {
            assert_eq!(inside.hits(question), read.hits(question), "{question}");
        }
    }
}
