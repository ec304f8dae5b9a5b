//! Inline mode: answers that a person puts into whatever conversation they are
//! in. <https://core.telegram.org/bots/api#answerinlinequery>

use teloxide::payloads::AnswerInlineQuerySetters;
use teloxide::requests::Requester;
use teloxide::types::{
    InlineQuery, InlineQueryResult, InlineQueryResultArticle, InlineQueryResultsButton,
    InlineQueryResultsButtonKind, InputMessageContent, InputMessageContentText, ParseMode,
};

use super::Telegram;
use super::speak::no_preview;
use crate::app::{App, InlineResult};
use crate::language::Language;
use crate::message::Form;
use crate::render::telegram as markup;

/// How long Telegram may keep the answer, in seconds.
const KEPT: u32 = 300;
/// The same of an empty one to whoever asks too often.
const SOON: u32 = 5;
/// What the private conversation is opened with: it is answered as `/start`.
const START: &str = "inline";

impl Telegram {
    /// Offers whole answers; where there is none, the way to the private
    /// conversation.
    pub(super) async fn offer(&self, app: &App, query: &InlineQuery) {
        let person = i64::try_from(query.from.id.0).unwrap_or_default();
        let own = query.from.language_code.as_deref().and_then(Language::from_tag);
        let offered = app.inline(&query.query, person, own).await;
        let results: Vec<InlineQueryResult> =
            offered.iter().flat_map(|offered| &offered.results).filter_map(article).collect();
        let none = results.is_empty();
        let kept = if offered.is_some() { KEPT } else { SOON };
        let mut request =
            self.people().answer_inline_query(query.id.clone(), results).cache_time(kept).is_personal(true);
        if let Some(offered) = offered.filter(|_| none) {
            request = request.button(InlineQueryResultsButton {
                text: offered.elsewhere,
                kind: InlineQueryResultsButtonKind::StartParameter(START.to_owned()),
            });
        }
        // What was typed on is too old to be answered: nothing is lost.
        if let Err(error) = self.insist(request).await {
            tracing::debug!(%error, "an inline query was not answered");
        }
    }
}

/// An answer as an article; one that is no single message is none.
fn article(result: &InlineResult) -> Option<InlineQueryResult> {
    let mut texts = markup::texts(&result.message, Form::Rich);
    let text = texts.pop().filter(|_| texts.is_empty())?;
    let content =
        InputMessageContentText::new(text).parse_mode(ParseMode::Html).link_preview_options(no_preview());
    let article = InlineQueryResultArticle::new(
        result.id.clone(),
        result.title.clone(),
        InputMessageContent::Text(content),
    );
    Some(InlineQueryResult::Article(article.description(result.description.clone())))
}
