//! Why a message did not go out, beside an error's code: one word of a closed list, where the platform's answer tells it.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $says:literal;)*) => {
        /// Why a message did not go out, as one word that does not change between versions.
        #[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
        #[non_exhaustive]
        pub enum Reason {
            $($(#[$doc])* #[serde(rename = $text)] $name,)*
        }

        impl Reason {
            /// Every reason, in alphabetical order.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The reason as it appears in JavaScript and in JSON.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// What happened and what to do, in a sentence or two.
            #[must_use]
            pub const fn says(self) -> &'static str {
                match self { $(Self::$name => $says,)* }
            }
        }
    };
}

reasons! {
    /// The account has no money left for it.
    Balance = "balance", "The account's balance is used up.";
    /// The person has blocked the bot.
    ContactBlocked = "contact_blocked", "The contact has blocked the bot, so nothing can be sent to this contact.";
    /// The contact is disabled, deleted, or not active in the channel.
    ContactInactive = "contact_inactive", "The contact is not active, so nothing can be sent to this contact.";
    /// The person has unsubscribed.
    ContactUnsubscribed = "contact_unsubscribed", "The contact has unsubscribed.";
    /// As many messages were sent as may be.
    LimitReached = "limit_reached", "The account has sent as many messages as it may for now.";
    /// The account's plan does not include it, or has ended.
    Plan = "plan", "The account's plan does not include this, or has ended.";
    /// The recipient is on a blacklist.
    RecipientBlacklisted = "recipient_blacklisted", "The recipient is on the blacklist.";
    /// The recipient's address or number is none that can be written to.
    RecipientInvalid = "recipient_invalid", "The recipient's address or number is none that can be written to.";
    /// The sender may not send: unknown, not confirmed, or of a domain that forbids it.
    SenderRefused = "sender_refused", "The sender is not accepted.";
    /// The template is not there, not approved, paused or disabled.
    TemplateNotApproved = "template_not_approved", "The template is not approved, or was paused or disabled.";
    /// A text, or the whole message, is longer than the channel allows.
    TooLong = "too_long", "The text is longer than is allowed here.";
    /// There are more recipients than one message may have.
    TooManyRecipients = "too_many_recipients", "There are more recipients than one message may have.";
    /// The contact has not written for so long that the channel allows templates only.
    WindowClosed = "window_closed", "The contact has not written within the last 24 hours: only a template may be sent now.";
}

impl Reason {
    /// The reason with this text, if it is one of ours.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|reason| reason.as_str() == text)
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_alphabetical_found_by_their_text_and_documented() {
        let texts: Vec<_> = Reason::ALL.iter().map(|reason| reason.as_str()).collect();
        assert!(texts.windows(2).all(|pair| pair[0] < pair[1]), "{texts:?}");
        let (types, docs) = (include_str!("../pkg/index.d.ts"), include_str!("../docs/errors.md"));
        for reason in Reason::ALL {
            assert_eq!(Reason::from_text(reason.as_str()), Some(*reason));
            assert_eq!(serde_json::to_value(reason).unwrap(), reason.as_str());
            assert!(reason.says().ends_with('.'), "{reason}");
            assert!(types.contains(&format!("  | \"{reason}\"")), "{reason}");
            assert!(docs.contains(&format!("\n| `{reason}` | ")), "{reason}");
        }
        assert_eq!(Reason::from_text("nonsense"), None);
    }
}
