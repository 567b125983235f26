//! Why a message did not go out, in the words of the channels themselves (WhatsApp, Telegram, Messenger, Instagram), which the
//! platforms that send through them pass on, and in the words of PHP's validators.
//!
//! A phrase stands here only where it can mean nothing else: a reason is told or it is left out, never guessed.

use crate::reason::Reason::{self, *};
use crate::text::has;

/// The reasons, each with phrases of which one must be in the text; all parts of a phrase, which `…` separates, must be there. The
/// first that fits counts: a contact who is "not active in 24hours" is not disabled.
const WORDS: &[(Reason, &[&str])] = &[
    (
        WindowClosed,
        &[
            "24hours",
            "24-hour window",
            "24 hour window",
            "24h window",
            "active in 24 hours",
            "active in the last 24 hours",
            "more than 24 hours have passed",
            "outside of allowed window",
            "outside of the allowed window",
            "outside the allowed window",
            "re-engagement message",
        ],
    ),
    (
        ContactBlocked,
        &[
            "blocked by the user",
            "blocked by user",
            "bot was blocked",
            "blocked the bot",
            "contact is blocked",
            "contact blocked",
            "errors.blocked",
            "errors.is_blocked",
            "errors.bot_blocked",
        ],
    ),
    (
        ContactUnsubscribed,
        &[
            "contact is unsubscribed",
            "contact unsubscribed",
            "errors.unsubscribed",
            "not subscribed",
            "has opted out",
        ],
    ),
    (
        ContactInactive,
        &[
            "errors.not_active",
            "errors.inactive",
            "errors.disabled",
            "contact is not active",
            "contact is inactive",
            "contact is disabled",
            "user is deactivated",
        ],
    ),
    (
        TemplateNotApproved,
        &[
            "template…not approved",
            "template…not_approved",
            "template is paused",
            "template is disabled",
            "template name does not exist",
        ],
    ),
    (
        TooLong,
        &[
            "message is too long",
            "caption is too long",
            "text is too long",
            "greater than…character",
            "longer than…character",
            "at most…character",
            "exceed…character",
            "message size limit exceeded",
        ],
    ),
    (TooManyRecipients, &["too many recipients"]),
    (
        Balance,
        &[
            "insufficient balance",
            "insufficient funds",
            "not enough money",
            "not enough funds",
            "balance depleted",
            "balance is not enough",
            "business eligibility payment issue",
        ],
    ),
    (
        LimitReached,
        &["sending quota", "bandwidth exceeded", "sending from your account is currently limited"],
    ),
    (Plan, &["tariff does not allow", "tariff plan ended", "account expired"]),
    (RecipientBlacklisted, &["email in blacklist", "is blacklisted"]),
    (RecipientInvalid, &["recipient email is invalid", "phone is not valid", "chat not found"]),
    (SenderRefused, &["dmarc policy error", "sender is not valid"]),
];

/// The reason that a text tells; `None` where it tells none.
#[must_use]
pub fn reason_in(text: &str) -> Option<Reason> {
    let text = text.to_ascii_lowercase();
    let fits = |phrase: &&str| phrase.split('…').all(|part| has(&text, part));
    WORDS.iter().find(|(_, phrases)| phrases.iter().any(fits)).map(|(reason, _)| *reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_channels_say_tells_the_reason() {
        for (text, reason) in [
            ("phone: (#1) Contact is not active in 24hours", WindowClosed),
            ("(#10) This message is sent outside of allowed window.", WindowClosed),
            ("Re-engagement message", WindowClosed),
            ("Forbidden: bot was blocked by the user", ContactBlocked),
            ("contact_id: contact.errors.not_active", ContactInactive),
            ("Forbidden: user is deactivated", ContactInactive),
            ("contact_id: contact.errors.unsubscribed", ContactUnsubscribed),
            ("Bad Request: message is too long", TooLong),
            ("text: The text may not be greater than 1024 characters.", TooLong),
            ("Message size limit exceeded", TooLong),
            ("Template welcome is not approved", TemplateNotApproved),
            ("Insufficient funds", Balance),
            ("5.5.3 Too many recipients", TooManyRecipients),
            ("Sending quota or bandwidth exceeded", LimitReached),
            ("Your tariff plan ended", Plan),
            ("This email in blacklist", RecipientBlacklisted),
            ("Recipient email is invalid", RecipientInvalid),
            ("DMARC policy error. Please, use another sender domain.", SenderRefused),
        ] {
            assert_eq!(reason_in(text), Some(reason), "{text}");
        }
    }

    #[test]
    fn what_may_mean_something_else_tells_no_reason() {
        for text in [
            "",
            "Contact already exists",
            "Argument not_active is invalid",
            "Blocked email not found",
            "Template not found",
            "Try again in 24 hours",
            "Argument limit may not be greater than 100",
            "Argument emails may not have more than 100 items",
            "Account not found",
            "Argument balance missing",
        ] {
            assert_eq!(reason_in(text), None, "{text}");
        }
    }
}
