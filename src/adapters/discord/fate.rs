//! What Discord's refusals mean, by its own codes.
//! <https://docs.discord.com/developers/topics/opcodes-and-status-codes#json>

use super::sender::Failure;
use crate::ports::{Right, SendError};

/// Publishing what is published already.
pub const ALREADY_PUBLISHED: u32 = 40_033;
/// An event that is no more.
pub const UNKNOWN_EVENT: u32 = 10_070;

const TOO_MANY_EVENTS: u32 = 30_038;
const UNKNOWN_CHANNEL: u32 = 10_003;
const UNKNOWN_GUILD: u32 = 10_004;
const UNKNOWN_MESSAGE: u32 = 10_008;
const TOO_LARGE: u32 = 40_005;
const MISSING_ACCESS: u32 = 50_001;
const EMPTY: u32 = 50_006;
const CLOSED_TO_DIRECT: u32 = 50_007;
const MISSING_PERMISSIONS: u32 = 50_013;
const INVALID_FORM: u32 = 50_035;
const UNREADABLE: u32 = 50_109;
const ARCHIVED: u32 = 50_083;
const NO_COMMON_SERVER: u32 = 50_278;
const OVERLOADED: u32 = 130_000;
const LOCKED: u32 = 160_005;

/// Of something that makes or changes a message.
#[must_use]
pub fn of_post(failure: Failure) -> SendError {
    match failure {
        Failure::Unknown(_) => SendError::Unknown,
        Failure::Refused { code: UNKNOWN_MESSAGE, .. } => SendError::SentAndDeleted,
        failure => of_look(failure),
    }
}

/// Of something that only reads: whatever came of it, nothing was sent.
#[must_use]
pub fn of_look(failure: Failure) -> SendError {
    match failure {
        Failure::Unreached(problem) | Failure::Unknown(problem) => SendError::NotAccepted(problem),
        Failure::Limited { after, global } => SendError::Limited { after, whole_platform: global },
        Failure::Refused { status: 401, .. } => SendError::Unauthorized,
        Failure::Refused { status, code, message } => refusal(status, code, message),
    }
}

/// Of something about a scheduled event. Without access to the server at all it
/// is no right to create events that is missing.
#[must_use]
pub fn of_event(failure: Failure) -> SendError {
    match failure {
        Failure::Refused { code: TOO_MANY_EVENTS, .. } => SendError::Full,
        Failure::Refused { code: MISSING_PERMISSIONS, .. } => SendError::Forbidden(Right::CreateEvents),
        failure => of_post(failure),
    }
}

fn refusal(status: u16, code: u32, message: String) -> SendError {
    match code {
        UNKNOWN_CHANNEL | UNKNOWN_GUILD => SendError::PerhapsGone,
        MISSING_ACCESS => SendError::Forbidden(Right::View),
        MISSING_PERMISSIONS | CLOSED_TO_DIRECT | NO_COMMON_SERVER => SendError::Forbidden(Right::Send),
        LOCKED | ARCHIVED => SendError::Forbidden(Right::Unlock),
        TOO_LARGE | EMPTY | INVALID_FORM | UNREADABLE => SendError::BadForm,
        OVERLOADED => SendError::NotAccepted(message),
        _ if status == 413 => SendError::BadForm,
        _ => SendError::Refused(format!("{status}, code {code}: {message}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn refused(status: u16, code: u32) -> SendError {
        of_post(Failure::Refused { status, code, message: String::new() })
    }

    #[test]
    fn each_refusal_has_its_name() {
        assert_eq!(refused(404, 10_003), SendError::PerhapsGone);
        assert_eq!(refused(404, 10_004), SendError::PerhapsGone);
        assert_eq!(refused(404, 10_008), SendError::SentAndDeleted);
        assert_eq!(refused(403, 50_001), SendError::Forbidden(Right::View));
        assert_eq!(refused(403, 50_013), SendError::Forbidden(Right::Send));
        assert_eq!(refused(400, 160_005), SendError::Forbidden(Right::Unlock));
        assert_eq!(refused(400, 50_035), SendError::BadForm);
        assert_eq!(refused(401, 0), SendError::Unauthorized);
        assert!(matches!(refused(403, 0), SendError::Refused(_)));
    }

    #[test]
    fn only_what_may_have_made_a_message_is_unknown() {
        let cut = || Failure::Unknown("cut".into());
        assert_eq!(of_post(cut()), SendError::Unknown);
        assert!(matches!(of_look(cut()), SendError::NotAccepted(_)));
        assert!(matches!(of_post(Failure::Unreached("no".into())), SendError::NotAccepted(_)));
        let after = Duration::from_secs(3);
        let limited = SendError::Limited { after, whole_platform: true };
        assert_eq!(of_post(Failure::Limited { after, global: true }), limited);
    }
}
