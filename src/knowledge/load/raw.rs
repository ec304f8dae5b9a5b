//! The forms in which the files are written, before any of it is believed.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use crate::knowledge::{Bound, RefusalKind, Seen, SourceKind, Standing};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawTopics {
    pub(super) topics: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFacts {
    #[serde(default)]
    pub(super) fact: Vec<RawFact>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFact {
    pub(super) id: Spanned<String>,
    #[serde(default)]
    pub(super) claims: Vec<Spanned<String>>,
    pub(super) standing: Standing,
    pub(super) when: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) related: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) leading: bool,
    #[serde(default)]
    pub(super) figures: Vec<RawFigure>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFigure {
    pub(super) value: u64,
    pub(super) to: Option<u64>,
    pub(super) bound: Option<Bound>,
    pub(super) unit: String,
    pub(super) sources: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFactText<'a> {
    pub(super) text: Spanned<String>,
    #[serde(default)]
    pub(super) scopes: Vec<String>,
    #[serde(borrow)]
    pub(super) ask: Vec<Spanned<RawAsk<'a>>>,
}

/// A phrasing where it stands in the file: there are too many to copy each.
#[derive(Deserialize)]
pub(super) struct RawAsk<'a>(#[serde(borrow)] pub(super) Cow<'a, str>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSource {
    pub(super) label: String,
    pub(super) title: Option<String>,
    pub(super) author: Option<String>,
    pub(super) publisher: Option<String>,
    pub(super) date: Option<Spanned<String>>,
    pub(super) kind: SourceKind,
    pub(super) seen: Seen,
    pub(super) origin: Option<String>,
    pub(super) url: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSourceText {
    pub(super) name: String,
    pub(super) title: Option<String>,
    pub(super) via: Option<String>,
    pub(super) about: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRefusals {
    #[serde(default)]
    pub(super) refusal: Vec<RawRefusal>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRefusal {
    pub(super) id: Spanned<String>,
    pub(super) kind: RefusalKind,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRefusalText<'a> {
    #[serde(borrow)]
    pub(super) ask: Vec<Spanned<RawAsk<'a>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawVariants {
    #[serde(default)]
    pub(super) variant: Vec<RawVariant>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawVariant {
    pub(super) id: Spanned<String>,
    pub(super) post: String,
    pub(super) facts: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawVariantText {
    pub(super) text: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawClaims {
    #[serde(default)]
    pub(super) claim: Vec<RawClaim>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RawClaim {
    pub(super) id: Spanned<String>,
    pub(super) sources: Vec<Spanned<String>>,
    pub(super) left_out: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawLexicon {
    pub(super) attribution: Vec<String>,
    pub(super) function: Vec<String>,
    pub(super) concepts: BTreeMap<String, Vec<String>>,
}
