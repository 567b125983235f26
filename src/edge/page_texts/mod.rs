//! What the pages say, in the languages of the people who see them.
//!
//! A text holds no HTML. Names between braces are filled in with [`fill`], as HTML, so what is filled in must have been
//! escaped before.

mod de;
mod en;
mod es;
mod fr;
mod it;
mod pl;
mod pt;
mod ru;
mod tr;
mod uk;
mod zh;

use super::language::Language;
use crate::error::Code;

impl Language {
    /// What the pages say in this language.
    pub(super) const fn texts(self) -> &'static PageTexts {
        match self {
            Self::De => &de::TEXTS,
            Self::En => &en::TEXTS,
            Self::Es => &es::TEXTS,
            Self::Fr => &fr::TEXTS,
            Self::It => &it::TEXTS,
            Self::Pl => &pl::TEXTS,
            Self::Pt => &pt::TEXTS,
            Self::Ru => &ru::TEXTS,
            Self::Tr => &tr::TEXTS,
            Self::Uk => &uk::TEXTS,
            Self::Zh => &zh::TEXTS,
        }
    }
}

/// Makes the struct out of its fields, and, for the tests, the list of them.
macro_rules! words {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// What the pages say in one language. Where there is a heading, the sentence below it has the same name
        /// without `_heading`.
        #[derive(Debug)]
        pub(super) struct PageTexts {
            $($(#[$doc])* pub(super) $name: &'static str,)*
        }

        #[cfg(test)]
        impl PageTexts {
            /// Every text with its name.
            fn all(&self) -> Vec<(&'static str, &'static str)> {
                vec![$((stringify!($name), self.$name),)*]
            }
        }
    };
}

words! {
    /// The login took too long.
    expired_heading,
    /// That nothing was connected, and to start again. `{minutes}`.
    expired,
    /// The login did not start in this browser.
    mismatch_heading,
    /// That nothing was connected, to allow cookies, and to start again.
    mismatch,
    /// The login came back a second time.
    replayed_heading,
    /// To start again, unless the account is connected.
    replayed,
    /// The link, or what the provider sent back, is not complete.
    incomplete_heading,
    /// To go back and start again.
    incomplete,
    /// A setting is missing or wrong.
    misconfigured_heading,
    /// To tell whoever runs the site.
    misconfigured,
    /// The login did not succeed, for a reason that means nothing to the person.
    failed_heading,
    /// To try again, and whom to tell.
    failed,
    /// The provider asks for patience.
    wait_heading,
    /// To try again in a few minutes.
    wait,
    /// The provider, or a part of ours, cannot be reached or failed.
    unreachable_heading,
    /// To try again later.
    unreachable,
    /// The core itself failed.
    broken_heading,
    /// That it is no mistake of the person's.
    broken,
    /// The stored keys no longer work.
    reconnect_heading,
    /// To connect the account anew.
    reconnect,
    /// The person may not do this.
    forbidden_heading,
    /// Whom to tell if that is wrong.
    forbidden,

    /// The button that starts the login once more.
    start_again,
    /// The link back to where the login was to end.
    back,
    /// What can be done instead of starting again, in a window of its own.
    close_window,
    /// The link to the site's start page.
    start_page,

    /// Whether to go on with a login that another site asked for.
    ask_heading,
    /// What the other site asked for. `{provider}`, `{instance}`, `{origin}`.
    ask,
    /// The button that goes on.
    ask_continue,
    /// What to do if the person did not want this.
    ask_unexpected,

    /// The end of a login in a window of its own.
    connected_heading,
    /// That the window can be closed. `{provider}`.
    connected,

    /// The code with which the app was opened was used before, or came too late: a page that was loaded again.
    reopen_heading,
    /// To open the app from its dashboard again, and that what is connected stays so. `{provider}`.
    reopen,

    /// In a frame of the platform's dashboard: which account is connected. `{provider}`, `{account}`.
    framed,
    /// There too: that the account can be linked to a login at the Worker's origin, by a window that asks first. `{origin}`.
    framed_link,

    /// Whether to link an account to the person who is logged in here. `{provider}`.
    link_heading,
    /// Which account, with what, and when not to. `{provider}`, `{account}`, `{origin}`.
    link,
    /// The button that links.
    link_confirm,
    /// The button that does not.
    link_decline,
    /// The account was not linked.
    declined_heading,
    /// That the window can be closed.
    declined,
}

impl PageTexts {
    /// The heading and the sentence for a failure.
    pub(super) const fn of_failure(&self, code: Code) -> (&'static str, &'static str) {
        match code {
            Code::FlowExpired => (self.expired_heading, self.expired),
            Code::FlowMismatch => (self.mismatch_heading, self.mismatch),
            Code::FlowReplayed => (self.replayed_heading, self.replayed),
            Code::InvalidArgument | Code::NotFound => (self.incomplete_heading, self.incomplete),
            Code::Configuration => (self.misconfigured_heading, self.misconfigured),
            Code::RateLimited => (self.wait_heading, self.wait),
            Code::BadResponse
            | Code::Network
            | Code::NoWebAssembly
            | Code::ProviderError
            | Code::Timeout
            | Code::Unavailable => (self.unreachable_heading, self.unreachable),
            Code::ReconnectRequired => (self.reconnect_heading, self.reconnect),
            Code::Forbidden => (self.forbidden_heading, self.forbidden),
            Code::Aborted | Code::LoginRequired | Code::Rejected | Code::Unauthorized => {
                (self.failed_heading, self.failed)
            }
        }
    }
}

/// Fills in what is known of the names between braces; the others stay. What was filled in is not looked at again.
pub(super) fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let known = after.split_once('}').and_then(|(name, after)| {
            values.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value, after))
        });
        let (text, left) = known.unwrap_or(("{", after));
        filled.push_str(text);
        rest = left;
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The names between braces, sorted, each once.
    fn names(text: &str) -> Vec<&str> {
        let mut names: Vec<_> = text
            .split('{')
            .skip(1)
            .map(|part| part.split_once('}').expect("a brace is not closed").0)
            .collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    #[test]
    fn every_language_says_everything_in_plain_text() {
        for language in Language::ALL {
            for (name, text) in language.texts().all() {
                let place = format!("{language:?} {name}: {text}");
                assert!(!text.is_empty() && text.trim() == text && !text.contains("  "), "{place}");
                assert!(!text.contains(['<', '>', '&', '"', '\'']), "{place}");
                assert!(!text.contains(char::is_control), "{place}");
                let is_a_sentence = text.ends_with(['.', '。']);
                let is_a_label = name.ends_with("_heading")
                    || ["start_again", "back", "start_page", "ask_continue"].contains(&name)
                    || ["link_confirm", "link_decline"].contains(&name);
                assert_ne!(is_a_sentence, is_a_label, "{place}");
            }
        }
    }

    #[test]
    fn every_language_has_the_same_names_to_fill_in() {
        let expected = [
            ("expired", vec!["minutes"]),
            ("ask", vec!["instance", "origin", "provider"]),
            ("connected", vec!["provider"]),
            ("reopen", vec!["provider"]),
            ("framed", vec!["account", "provider"]),
            ("framed_link", vec!["origin"]),
            ("link_heading", vec!["provider"]),
            ("link", vec!["account", "origin", "provider"]),
        ];
        for language in Language::ALL {
            let with_names: Vec<_> = language
                .texts()
                .all()
                .into_iter()
                .map(|(name, text)| (name, names(text)))
                .filter(|(_, names)| !names.is_empty())
                .collect();
            assert_eq!(with_names, expected, "{language:?}");
            for (name, text) in language.texts().all() {
                assert_eq!(text.matches('{').count(), text.matches('}').count(), "{name}");
            }
        }
    }

    #[test]
    fn no_language_borrows_from_another() {
        for (at, language) in Language::ALL.iter().enumerate() {
            for other in &Language::ALL[..at] {
                let pairs = language.texts().all().into_iter().zip(other.texts().all());
                let same: Vec<_> =
                    pairs.filter(|((_, text), (_, theirs))| text == theirs).collect();
                // Neighbours share a word or two, not a sentence.
                assert!(same.iter().all(|((_, text), _)| !text.contains(' ')), "{same:?}");
            }
        }
    }

    #[test]
    fn a_text_names_the_provider_and_the_time_where_it_is_told_them() {
        for language in Language::ALL {
            let texts = language.texts();
            for text in [texts.ask, texts.connected, texts.link, texts.link_heading, texts.reopen] {
                assert_eq!(text.matches("{provider}").count(), 1, "{language:?}: {text}");
            }
            assert_eq!(texts.expired.matches("{minutes}").count(), 1, "{language:?}");
        }
    }

    #[test]
    fn every_failure_has_its_words() {
        let texts = Language::En.texts();
        for code in Code::ALL {
            let (heading, sentence) = texts.of_failure(*code);
            assert!(!heading.ends_with('.') && sentence.ends_with('.'), "{code}");
        }
        let cases = [
            (Code::FlowExpired, "This login took too long"),
            (Code::FlowMismatch, "This login did not start here"),
            (Code::FlowReplayed, "This login was already used"),
            (Code::InvalidArgument, "This link is not complete"),
            (Code::NotFound, "This link is not complete"),
            (Code::Configuration, "This is not set up correctly"),
            (Code::RateLimited, "Please wait a moment"),
            (Code::Unavailable, "This does not work right now"),
            (Code::ReconnectRequired, "The account must be connected again"),
            (Code::Forbidden, "This is not allowed"),
            (Code::LoginRequired, "The login did not succeed"),
        ];
        for (code, heading) in cases {
            assert_eq!(texts.of_failure(code).0, heading, "{code}");
        }
    }

    #[test]
    fn names_are_filled_in_once() {
        let values = [("a", "1"), ("b", "{a}"), ("", "nothing")];
        let cases = [
            ("", ""),
            ("no names", "no names"),
            ("{a}", "1"),
            ("{a}{a} {b}.", "11 {a}."),
            ("{c} {a", "{c} {a"),
            ("{{a}}", "{1}"),
            ("} {a} {", "} 1 {"),
            ("{ a} {A} {}", "{ a} {A} nothing"),
            ("ä{a}ö", "ä1ö"),
        ];
        for (template, expected) in cases {
            assert_eq!(fill(template, &values), expected, "{template}");
        }
        let sentence = fill(Language::De.texts().connected, &[("provider", "Sample")]);
        assert_eq!(
            sentence,
            "Ihr Sample-Konto ist verbunden. Sie können dieses Fenster schließen."
        );
    }
}
