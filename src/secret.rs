//! A secret has a type: it does not print, does not serialise by accident, and is wiped after use.

use std::fmt;

use serde::{Deserialize, Deserializer, Serializer};
use serde_json::Value;
use zeroize::Zeroize;

/// What a secret looks like wherever it must not be seen.
pub const MASK: &str = "[secret]";

/// A key, password, token or one-time code.
///
/// It can be read from configuration, but has no `Serialize`: what stores it says so with
/// `#[serde(serialize_with = "secret::expose")]`, and seals the result.
#[derive(Clone, Eq, PartialEq)]
pub struct Secret(String);

impl Secret {
    /// Takes ownership of the text; the caller keeps no copy.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The secret itself, for the one place that must send it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self)
    }
}

/// Serialises a secret as it is. Only for records that are sealed before they are stored, and for
/// results handed to the code that owns the secret.
///
/// # Errors
/// Whatever the serializer reports.
pub fn expose<S: Serializer>(secret: &Secret, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(secret.expose())
}

/// What an error may repeat of a platform's words.
#[derive(Clone, Copy, Debug)]
pub enum Quote<'a> {
    /// All of them, with these secrets masked where they are written as they are here: for a caller who has the secrets himself.
    Masking(&'a [&'a Secret]),
    /// None of them, because a secret was sent that the error's reader must not learn: it could come back in any form.
    Nothing,
}

impl Quote<'_> {
    /// The words, fit for an error message; `None` where they may not be repeated.
    #[must_use]
    pub fn words(self, text: &str) -> Option<String> {
        match self {
            Self::Masking(secrets) => Some(scrub(text, secrets)),
            Self::Nothing => None,
        }
    }

    /// A code that the platform's folder does not know; `None` where it may not be repeated. A short number may always.
    #[must_use]
    pub fn unknown_code(self, code: &str) -> Option<String> {
        let is_short_number = code.len() <= 5 && code.bytes().all(|b| b.is_ascii_digit());
        if is_short_number { Some(code.into()) } else { self.words(code) }
    }
}

/// The longest provider text that an error quotes, in characters.
const QUOTED: usize = 300;

/// A text from outside, made fit for an error message: known secrets masked, control characters
/// (line breaks above all: they forge log lines) turned into spaces, and cut to a sentence's length.
#[must_use]
pub fn scrub(text: &str, secrets: &[&Secret]) -> String {
    let clean = mask(text, secrets);
    let mut quoted: String =
        clean.chars().map(|c| if c.is_control() { ' ' } else { c }).take(QUOTED).collect();
    if clean.chars().nth(QUOTED).is_some() {
        quoted.push('…');
    }
    quoted
}

/// The text with the secrets in it masked.
#[must_use]
pub fn mask(text: &str, secrets: &[&Secret]) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let masked =
            secrets.iter().map(|secret| secret.expose()).filter(|secret| !secret.is_empty());
        match masked.filter_map(|secret| rest.strip_prefix(secret)).next() {
            Some(after) => {
                clean.push_str(MASK);
                rest = after;
            }
            None => {
                clean.push(next);
                rest = rest.get(next.len_utf8()..).unwrap_or_default();
            }
        }
    }
    clean
}

/// Masks a secret wherever an answer repeats it: what a platform says of an account is shown to its owner's pages.
pub fn mask_all(value: &mut Value, secret: &Secret) {
    match value {
        _ if secret.expose().is_empty() => {}
        Value::String(text) if text.contains(secret.expose()) => *text = mask(text, &[secret]),
        Value::Array(items) => items.iter_mut().for_each(|item| mask_all(item, secret)),
        Value::Object(members) => {
            members.retain(|name, _| !name.contains(secret.expose()));
            members.values_mut().for_each(|member| mask_all(member, secret));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_does_not_print() {
        let secret = Secret::new("canary-4d1f");
        assert_eq!(format!("{secret:?} {:#?}", Some(&secret)).find("canary"), None);
    }

    #[test]
    fn words_are_repeated_with_secrets_masked_or_not_at_all() {
        let secret = Secret::new("canary");
        let (masking, nothing) = (Quote::Masking(&[&secret]), Quote::Nothing);
        for (code, masked, bare) in [
            ("canary", Some("[secret]"), None),
            ("CANARY", Some("CANARY"), None),
            ("invalid_grant", Some("invalid_grant"), None),
            ("40001", Some("40001"), Some("40001")),
            ("110026", Some("110026"), None),
            ("-1", Some("-1"), None),
        ] {
            assert_eq!(masking.words(code).as_deref(), masked);
            assert_eq!(nothing.words(code), None);
            assert_eq!(masking.unknown_code(code).as_deref(), masked);
            assert_eq!(nothing.unknown_code(code).as_deref(), bare);
        }
    }

    #[test]
    fn scrubbing_masks_secrets_and_control_characters_and_cuts() {
        let secret = Secret::new("canary");
        assert_eq!(scrub("bad canary\nline", &[&secret]), "bad [secret] line");
        assert_eq!(scrub("keep all", &[&Secret::new("")]), "keep all");
        let long = scrub(&"é".repeat(400), &[]);
        assert_eq!(long.chars().count(), QUOTED + 1);
        assert!(long.ends_with('…'));
    }
}
