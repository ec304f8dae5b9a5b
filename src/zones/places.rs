//! What people call a zone: its IANA name, a city or a country in any of the
//! four languages. From `data/places.toml` and `data/<language>/places.toml`.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use thiserror::Error;

use super::{Rules, Zone};
use crate::files::Files;
use crate::fold;
use crate::language::{Language, PerLanguage};

/// Zones or names offered where one was not found.
const OFFERED: usize = 5;

/// The names of all places.
#[derive(Debug)]
pub struct Places {
    known: Vec<Place>,
    /// Every name, folded, and which places bear it.
    names: Vec<(String, usize)>,
    called: PerLanguage<HashMap<Zone, String>>,
}

/// A city or a country.
#[derive(Debug)]
struct Place {
    /// The principal zone first; a city has one.
    zones: Vec<Zone>,
    country: bool,
    names: PerLanguage<String>,
}

/// What a typed place leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// One zone.
    One(Zone),
    /// Several, the likeliest first.
    Several(Vec<Zone>),
    /// None; these are the nearest, the likeliest first; perhaps none.
    None(Vec<Zone>),
}

/// A file of places cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{file}: {problem}")]
pub struct PlaceFault {
    /// Path below `data/`.
    pub file: String,
    /// What is wrong.
    pub problem: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPlaces {
    countries: BTreeMap<String, Vec<String>>,
    also: BTreeMap<String, Vec<String>>,
    cities: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawNames {
    countries: BTreeMap<String, String>,
    zones: BTreeMap<String, String>,
    cities: BTreeMap<String, String>,
}

impl Places {
    /// Reads the places of the data files.
    ///
    /// # Errors
    /// The first file that is missing, is not TOML, or names an unknown zone or
    /// lacks a name.
    pub fn load(files: &Files) -> Result<Self, PlaceFault> {
        let raw: RawPlaces = read(files, "places.toml")?;
        let mut names: Vec<RawNames> = Vec::new();
        for language in Language::ALL {
            names.push(read(files, &format!("{language}/places.toml"))?);
        }
        let names = PerLanguage::new(|language| &names[language as usize]);
        let mut places =
            Self { known: Vec::new(), names: Vec::new(), called: PerLanguage::new(|_| HashMap::new()) };
        for (code, zones) in &raw.countries {
            let zones = zones.iter().map(|name| zone("places.toml", name)).collect::<Result<_, _>>()?;
            let called = each(&names, code, |names| &names.countries)?;
            let at = places.add(Place { zones, country: true, names: called });
            places.also(raw.also.get(code).map_or(&[], Vec::as_slice), at);
        }
        for name in names[Language::REFERENCE].zones.keys() {
            let called = each(&names, name, |names| &names.zones)?;
            let zone = zone("places.toml", name)?;
            for (language, called) in called.iter() {
                places.called[language].insert(zone, called.clone());
            }
            places.add(Place { zones: vec![zone], country: false, names: called });
        }
        for (key, name) in &raw.cities {
            let called = each(&names, key, |names| &names.cities)?;
            places.add(Place { zones: vec![zone("places.toml", name)?], country: false, names: called });
        }
        Ok(places)
    }

    fn add(&mut self, place: Place) -> usize {
        let at = self.known.len();
        let names: Vec<String> = place.names.iter().map(|(_, name)| name.clone()).collect();
        self.known.push(place);
        self.also(&names, at);
        at
    }

    fn also(&mut self, names: &[String], at: usize) {
        for name in names {
            let name = folded(name);
            // The last place's names stand last.
            let mut own = self.names.iter().rev().take_while(|(_, of)| *of == at);
            if !own.any(|(known, _)| *known == name) {
                self.names.push((name, at));
            }
        }
    }

    /// The zones that countries keep.
    #[must_use]
    pub fn zones(&self) -> Vec<Zone> {
        let mut zones: Vec<Zone> =
            self.known.iter().filter(|place| place.country).flat_map(|place| &place.zones).copied().collect();
        zones.sort_unstable_by_key(|zone| zone.name());
        zones.dedup();
        zones
    }

    /// What the city that a zone is named after is called; its IANA name where
    /// it is named after none.
    #[must_use]
    pub fn name(&self, zone: Zone, language: Language) -> &str {
        self.called[language].get(&zone).map_or_else(|| zone.name(), String::as_str)
    }

    /// The zone that people mean: an IANA name, a city, a country whose zones
    /// keep the same hour from this year on.
    #[must_use]
    pub fn find(&self, typed: &str, rules: &Rules, now: DateTime<Utc>) -> Found {
        let iana = typed.parse().ok();
        if let Some(zone) = iana.filter(|zone: &Zone| zone.name().contains('/')) {
            return Found::One(zone);
        }
        let wanted = folded(typed);
        let meant = self.names.iter().filter(|(name, _)| *name == wanted).map(|(_, at)| &self.known[*at]);
        let mut zones: Vec<Zone> = Vec::new();
        // A city before a country of the same name.
        let mut meant: Vec<&Place> = meant.collect();
        meant.sort_by_key(|place| place.country);
        for zone in meant.iter().flat_map(|place| &place.zones) {
            if !zones.iter().any(|known| rules.agree(*known, *zone, now)) {
                zones.push(*zone);
            }
        }
        match zones.as_slice() {
            // Old names such as `UTC` or `Turkey`: a country's own name goes first.
            [] => iana.map_or_else(|| Found::None(self.nearest(&wanted)), Found::One),
            [one] => Found::One(*one),
            _ => Found::Several(zones),
        }
    }

    /// Zones to offer while somebody types, the likeliest first: names that
    /// begin so, then names that hold a word that begins so.
    #[must_use]
    pub fn complete(&self, typed: &str, most: usize) -> Vec<Zone> {
        let wanted = folded(typed);
        let begins = self.names.iter().filter(|(name, _)| name.starts_with(&wanted));
        let holds = self.names.iter().filter(|(name, _)| name.contains(&format!(" {wanted}")));
        let iana = Zone::all().filter(|zone| folded(zone.name()).contains(&wanted));
        let named = begins.chain(holds).flat_map(|(_, at)| self.known[*at].zones.iter().copied());
        let mut zones = Vec::new();
        for zone in named.chain(iana) {
            if !zones.contains(&zone) {
                zones.push(zone);
            }
            if zones.len() == most {
                break;
            }
        }
        zones
    }

    fn nearest(&self, wanted: &str) -> Vec<Zone> {
        const LIKE: f64 = 0.8;
        const NEARLY: f64 = 0.1;
        let iana: Vec<(String, Zone)> = Zone::all().map(|zone| (folded(zone.name()), zone)).collect();
        let named = self.names.iter().map(|(name, at)| (name.as_str(), self.known[*at].zones[0]));
        let all = named.chain(iana.iter().map(|(name, zone)| (name.as_str(), *zone)));
        let mut like: Vec<(f64, Zone)> = all
            .map(|(name, zone)| (strsim::jaro_winkler(wanted, name), zone))
            .filter(|(likeness, _)| *likeness >= LIKE)
            .collect();
        like.sort_by(|one, other| other.0.total_cmp(&one.0));
        let best = like.first().map_or(0.0, |(likeness, _)| *likeness);
        let mut zones: Vec<Zone> = Vec::new();
        for (likeness, zone) in like {
            if zones.len() < OFFERED && likeness > best - NEARLY && !zones.contains(&zone) {
                zones.push(zone);
            }
        }
        zones
    }
}

fn folded(name: &str) -> String {
    fold::words(name).join(" ")
}

fn read<T: DeserializeOwned>(files: &Files, path: &str) -> Result<T, PlaceFault> {
    let fault = |problem: String| PlaceFault { file: path.to_owned(), problem };
    let text = files.get(path).ok_or_else(|| fault("this file is missing; create it".to_owned()))?;
    toml::from_str(text).map_err(|error| fault(error.to_string().trim().replace('\n', " ")))
}

fn zone(file: &str, name: &str) -> Result<Zone, PlaceFault> {
    name.parse().map_err(|_| PlaceFault { file: file.to_owned(), problem: format!("no zone `{name}`") })
}

/// The name of one place in every language.
fn each(
    names: &PerLanguage<&RawNames>,
    key: &str,
    of: impl Fn(&RawNames) -> &BTreeMap<String, String>,
) -> Result<PerLanguage<String>, PlaceFault> {
    for (language, names) in names.iter() {
        if !of(names).contains_key(key) {
            let file = format!("{language}/places.toml");
            return Err(PlaceFault { file, problem: format!("`{key}` has no name here") });
        }
    }
    Ok(PerLanguage::new(|language| of(names[language]).get(key).cloned().unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use rstest::rstest;

    fn find(typed: &str) -> Found {
        let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
        let files = Files::read(&data).expect("the data can be read");
        let places = Places::load(&files).expect("the places can be read");
        let now = DateTime::from_timestamp(1_795_478_400, 0).expect("24 November 2026");
        places.find(typed, &Rules::built_in(), now)
    }

    #[rstest]
    #[case("europe/berlin", "Europe/Berlin")]
    #[case("Bakı", "Asia/Baku")]
    #[case("Берлин", "Europe/Berlin")]
    #[case("munhen", "Europe/Berlin")]
    #[case("Almaniya", "Europe/Berlin")]
    #[case("Türkiye", "Europe/Istanbul")]
    #[case("tiflis", "Asia/Tbilisi")]
    #[case("Санкт-Петербург", "Europe/Moscow")]
    #[case("nyu york", "America/New_York")]
    #[case("Великобритания", "Europe/London")]
    #[case("England", "Europe/London")]
    #[case("Turkey", "Europe/Istanbul")]
    #[case("utc", "UTC")]
    fn a_place_that_leads_to_one_zone_is_that_zone(#[case] typed: &str, #[case] zone: &str) {
        assert_eq!(find(typed), Found::One(zone.parse().expect("a zone")));
    }

    #[test]
    fn a_country_of_several_hours_is_listed_its_principal_zone_first() {
        let Found::Several(zones) = find("ABŞ") else { panic!("several zones") };
        assert_eq!(zones[0].name(), "America/New_York");
        assert!(zones.iter().any(|zone| zone.name() == "America/Los_Angeles"));
        assert!(zones.len() < 29, "zones that agree count as one");
    }

    #[test]
    fn a_mistyped_place_gets_the_nearest_and_nonsense_none() {
        let Found::None(nearest) = find("Berlni") else { panic!("no such place") };
        assert!(nearest.iter().any(|zone| zone.name() == "Europe/Berlin"));
        assert_eq!(find("xyxyxyxy"), Found::None(vec![]));
    }
}
