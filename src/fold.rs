//! How texts are compared: one Latin skeleton for all four languages, however
//! they are typed. `şəhidlər`, `sehidler`, `shahidlar` and `шехидлер` meet (or
//! nearly), as do `сколько` and `skolko`; case, accents, apostrophes and
//! doubled letters do not count. Folding is for comparing only; nothing that
//! has been folded is ever shown.
//!
//! `str::to_lowercase` will not do: it keeps `ı` and `i` apart and leaves a
//! stray mark after `İ`, so that one Azerbaijani word typed in two ways differs.

use unicode_normalization::UnicodeNormalization;

/// Longest word that is compared, in letters; what is longer is cut.
const LONGEST_WORD: usize = 40;

/// The words of a text, folded; numbers with their groups joined
/// (`66,000` is `66000`).
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    each_word(text, |word| words.push(word.to_owned()));
    words
}

/// As [`words`], one word after another.
pub fn each_word(text: &str, word: impl FnMut(&str)) {
    let mut words = Words { tell: word, done: String::new(), word: String::new(), grouped: false };
    for letter in text.chars() {
        words.take(letter);
    }
    words.finish();
}

/// The candidate most like `typed`, if it is like it at all.
pub fn nearest<'a>(typed: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    const LIKE: f64 = 0.75;
    let typed = typed.to_ascii_lowercase();
    let likeness = |candidate: &str| {
        let candidate = candidate.to_ascii_lowercase();
        let like = strsim::jaro_winkler(&typed, &candidate);
        // In a short name two letters that changed places leave little that is like.
        if strsim::osa_distance(&typed, &candidate) == 1 { like.max(LIKE) } else { like }
    };
    candidates
        .into_iter()
        .map(|candidate| (likeness(candidate), candidate))
        .filter(|(likeness, _)| *likeness >= LIKE)
        .max_by(|one, other| one.0.total_cmp(&other.0))
        .map(|(_, candidate)| candidate)
}

struct Words<T> {
    tell: T,
    /// The last word that is whole, folded: a number may still go on.
    done: String,
    word: String,
    /// A separator of groups was seen after digits: joined if three digits follow.
    grouped: bool,
}

impl<T: FnMut(&str)> Words<T> {
    fn take(&mut self, letter: char) {
        if is_apostrophe(letter) {
            return;
        }
        let before = self.word.len();
        if letter.is_ascii() {
            self.part(letter);
        } else if let Some(folded) = table(letter) {
            self.letters(folded);
        } else {
            for part in letter.nfkd() {
                self.part(part);
            }
        }
        if before == self.word.len() && !letter.is_alphanumeric() && !is_mark(letter) {
            self.separate(letter);
        }
    }

    fn part(&mut self, part: char) {
        if part.is_ascii_digit() {
            self.turn(true);
            self.word.push(part);
        } else if part.is_ascii_alphabetic() {
            self.turn(false);
            self.word.push(match part.to_ascii_lowercase() {
                'w' => 'v',
                'q' => 'g',
                'x' => 'h',
                letter => letter,
            });
        } else if let Some(folded) = table(part) {
            self.letters(folded);
        } else if part.is_alphabetic() {
            self.turn(false);
            self.word.extend(part.to_lowercase());
        }
    }

    fn letters(&mut self, folded: &str) {
        self.turn(false);
        self.word.push_str(folded);
    }

    /// Letters and digits are different words: `20-də`, `90s`.
    fn turn(&mut self, digit: bool) {
        let was_digit = self.word.bytes().next_back().map(|byte| byte.is_ascii_digit());
        if was_digit.is_some_and(|was| was != digit) {
            self.close();
        }
        if !digit {
            self.grouped = false;
        }
    }

    fn separate(&mut self, separator: char) {
        let digits = !self.word.is_empty() && self.word.bytes().all(|byte| byte.is_ascii_digit());
        self.close();
        self.grouped = digits && matches!(separator, ',' | '.' | ' ' | '\u{a0}' | '\u{202f}');
    }

    fn close(&mut self) {
        if self.word.is_empty() {
            return;
        }
        let joins =
            self.grouped && self.word.len() == 3 && self.word.bytes().all(|byte| byte.is_ascii_digit());
        if joins && !self.done.is_empty() {
            self.done.push_str(&self.word);
        } else {
            self.told();
            skeleton(&self.word, &mut self.done);
        }
        self.word.clear();
    }

    fn told(&mut self) {
        if !self.done.is_empty() {
            (self.tell)(&self.done);
            self.done.clear();
        }
    }

    fn finish(mut self) {
        self.close();
        self.told();
    }
}

/// As [`char::is_alphabetic`], which searches its tables for what is not ASCII:
/// here the commonest letters are seen at once.
#[must_use]
pub fn is_letter(letter: char) -> bool {
    matches!(letter, 'А'..='я' | 'ə' | 'ı' | 'ü' | 'ş' | 'ö' | 'ç' | 'ğ') || letter.is_alphabetic()
}

fn is_apostrophe(letter: char) -> bool {
    matches!(letter, '\'' | '’' | '‘' | 'ʼ' | '`' | '´' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn is_mark(letter: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&letter)
}

/// Letters beyond ASCII whose skeleton is not their base letter, and those of
/// Azerbaijani and Turkish: there are too many of these to take each apart by
/// Unicode's tables.
fn table(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ə' | 'Ə' | 'ә' | 'Ә' | 'э' | 'Э' | 'е' | 'Е' | 'ё' | 'Ё' => "e",
        'ı' | 'İ' | 'и' | 'И' | 'і' | 'І' => "i",
        'а' | 'А' => "a",
        'б' | 'Б' => "b",
        'в' | 'В' => "v",
        'г' | 'Г' | 'ғ' | 'Ғ' | 'ҝ' | 'Ҝ' | 'ğ' | 'Ğ' => "g",
        'д' | 'Д' => "d",
        'ж' | 'Ж' => "j",
        'з' | 'З' => "z",
        'й' | 'Й' | 'ы' | 'Ы' | 'ј' | 'Ј' => "y",
        'к' | 'К' => "k",
        'л' | 'Л' => "l",
        'м' | 'М' => "m",
        'н' | 'Н' => "n",
        'о' | 'О' | 'ө' | 'Ө' | 'ö' | 'Ö' => "o",
        'п' | 'П' => "p",
        'р' | 'Р' => "r",
        'с' | 'С' | 'ш' | 'Ш' | 'ş' | 'Ş' => "s",
        'т' | 'Т' => "t",
        'у' | 'У' | 'ү' | 'Ү' | 'ü' | 'Ü' => "u",
        'ф' | 'Ф' => "f",
        'х' | 'Х' | 'һ' | 'Һ' => "h",
        'ц' | 'Ц' => "ts",
        'ч' | 'Ч' | 'ҹ' | 'Ҹ' | 'ç' | 'Ç' => "c",
        'щ' | 'Щ' => "sc",
        'ъ' | 'Ъ' | 'ь' | 'Ь' => "",
        'ю' | 'Ю' => "yu",
        'я' | 'Я' => "ya",
        _ => return None,
    })
}

/// Joins the ways of writing one sound in Latin letters, and doubled letters;
/// writes into `out`, which is empty.
fn skeleton(word: &str, out: &mut String) {
    let mut letters = word.chars().take(LONGEST_WORD).peekable();
    let mut before = None;
    while let Some(letter) = letters.next() {
        let folded = match (letter, letters.peek()) {
            ('s' | 'c' | 'k' | 'z' | 'g', Some('h')) => {
                letters.next();
                match letter {
                    'k' => 'h',
                    'z' => 'j',
                    other => other,
                }
            }
            _ => letter,
        };
        let doubled = before == Some(folded) && !folded.is_ascii_digit();
        if !doubled {
            out.push(folded);
        }
        before = Some(folded);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    #[rstest]
    #[case("şəhidlər", "sehidler")]
    #[case("ŞƏHİDLƏR", "ŞəHiDlƏr")]
    #[case("сколько погибло", "skolko pogiblo")]
    #[case("Şəhidlər xiyabanı", "Sehidler Khiyabani")]
    #[case("Bakü’de", "BAKUDE")]
    #[case("Milli Məclis", "mili meclis")]
    #[case("66,000", "66 000")]
    #[case("66.000", "66\u{a0}000")]
    #[case("Горбачёв", "Gorbachev")]
    #[case("işıq", "IŞIQ")]
    fn one_word_typed_in_two_ways_is_one(#[case] one: &str, #[case] other: &str) {
        assert_eq!(words(one), words(other));
    }

    #[test]
    fn digits_and_letters_part_and_dates_stay_apart() {
        assert_eq!(words("20-də, 1990-cı il"), ["20", "de", "1990", "ci", "il"]);
        assert_eq!(words("05:30"), ["05", "30"]);
        assert_eq!(words("90s"), ["90", "s"]);
        assert_eq!(words("20 1990"), ["20", "1990"]);
    }

    #[test]
    fn a_mistyped_name_finds_its_neighbour_and_nonsense_finds_none() {
        let names = ["ask", "topic", "timeline", "figures", "sources", "about"];
        assert_eq!(nearest("timline", names), Some("timeline"));
        assert_eq!(nearest("Figure", names), Some("figures"));
        assert_eq!(nearest("dya", ["eve", "day"]), Some("day"));
        assert_eq!(nearest("xyzzy", names), None);
        assert_eq!(nearest("", names), None);
    }

    proptest! {
        #[test]
        fn capitals_do_not_count(text in "[a-zа-яəıöüçşğ ]{0,40}") {
            let capitals: String = text.chars().flat_map(char::to_uppercase).collect();
            prop_assert_eq!(words(&capitals), words(&text));
        }

        #[test]
        fn no_word_is_empty(text in "\\PC{0,60}") {
            prop_assert!(words(&text).iter().all(|word| !word.is_empty()));
        }
    }
}
