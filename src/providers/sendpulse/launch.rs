//! What SendPulse sends when somebody opens the app: `code`, good for a minute; `lang`, the account's language; `theme`, which is `dark`
//! where the dashboard is; and `access`, whose meaning is not published.

use crate::error::{Error, Result};
use crate::http::RequestFields;
use crate::providers::{Appearance, Launch};
use crate::secret::Secret;

/// The code's length.
const CODE: usize = 32;

/// Reads the query, or what was posted.
///
/// SendPulse's own example lacks the `&` before `lang` (`?code=…lang=en`); that is recovered.
///
/// # Errors
/// `invalid_argument` when the code is absent, repeated or not 32 hexadecimal digits, or another field can be read in two ways. Nothing
/// is sent for such a call.
pub fn read(fields: &RequestFields) -> Result<Launch> {
    let written = fields.text("code")?.ok_or_else(|| {
        Error::invalid("code", "is missing from the address that SendPulse opened")
    })?;
    let (code, glued) = match written.get(..CODE).zip(written.get(CODE..)) {
        Some((code, rest)) if rest.starts_with("lang=") => (code, rest.strip_prefix("lang=")),
        _ => (written, None),
    };
    if code.len() != CODE || !code.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(Error::invalid("code", "must be 32 hexadecimal digits"));
    }
    let mut appearance = read_appearance(fields)?;
    if glued.is_some() && appearance.lang.is_some() {
        return Err(Error::invalid("lang", "was given more than once"));
    }
    appearance.lang = glued.map(Into::into).or(appearance.lang);
    Ok(Launch { code: Secret::new(code), appearance })
}

/// Reads how the dashboard looks.
///
/// # Errors
/// `invalid_argument` where `lang` or `theme` is there twice, or something is no text.
pub fn read_appearance(fields: &RequestFields) -> Result<Appearance> {
    let theme = fields.text("theme")?;
    let is_dark = theme == Some("dark");
    // Whatever is not dark is light.
    let theme = theme.map(|_| ("theme", if is_dark { "dark" } else { "light" }.to_owned()));
    let access = fields.texts("access")?.into_iter().map(|value| ("access", value.to_owned()));
    let lang = fields.text("lang")?.map(Into::into);
    Ok(Appearance { lang, is_dark, carried: theme.into_iter().chain(access).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const KEY: &str = "0123456789abcdef0123456789abcdef";

    fn read(query: &str) -> Result<Launch> {
        super::read(&RequestFields::of_query(query)?)
    }

    #[test]
    fn a_code_is_read_however_it_was_sent() {
        for (fields, lang) in [
            ("code=KEY&lang=en", Some("en")),
            ("code=KEYlang=pt", Some("pt")),
            ("lang=ua&code=KEY", Some("ua")),
            ("code=KEY", None),
            ("code=KEY&lang=", Some("")),
        ] {
            let opened = read(&fields.replace("KEY", KEY)).expect(fields);
            let read = (opened.code.expose(), opened.appearance.lang.as_deref());
            assert_eq!(read, (KEY, lang), "{fields}");
        }
    }

    #[test]
    fn what_is_no_code_is_refused() {
        for fields in [
            "",
            "code=",
            "code=KE",
            "code=KEY0",
            "code=KEYx",
            "code=KEY&code=KEY",
            "code=gggggggggggggggggggggggggggggggg",
            "%D1%81ode=KEY", // a Cyrillic letter, as a page of SendPulse's prints it
            "code=KEYlanguage=en",
            "code=KEYlang=en&lang=pt",
            "code=KEY&lang=en&lang=pt",
            "code=%FF",
        ] {
            assert!(read(&fields.replace("KEY", KEY)).is_err(), "{fields}");
        }
    }

    #[test]
    fn the_look_is_read_from_lists_and_access_is_carried_as_it_is() {
        let long = "a".repeat(2048);
        for (fields, is_dark, carried) in [
            ("", false, vec![]),
            ("theme=dark", true, vec![("theme", "dark")]),
            ("theme=light", false, vec![("theme", "light")]),
            ("theme=", false, vec![("theme", "light")]),
            ("theme=DARK", false, vec![("theme", "light")]),
            ("theme=%22%3E%3Cscript%3E", false, vec![("theme", "light")]),
            ("access=", false, vec![("access", "")]),
            ("access=admin&theme=dark", true, vec![("theme", "dark"), ("access", "admin")]),
            ("access=b&access=a", false, vec![("access", "b"), ("access", "a")]),
            ("access=%22%3E%3Cscript%3E%26", false, vec![("access", "\"><script>&")]),
            (&format!("access={long}"), false, vec![("access", long.as_str())]),
        ] {
            let look = read(&format!("code={KEY}&{fields}")).expect(fields).appearance;
            let all: Vec<_> =
                look.carried.iter().map(|(name, value)| (*name, value.as_str())).collect();
            assert_eq!((look.is_dark, all), (is_dark, carried), "{fields}");
        }
        assert!(read(&format!("code={KEY}&theme=dark&theme=light")).is_err());
    }

    proptest! {
        #[test]
        fn whatever_comes_is_read_or_refused(fields in ".{0,80}") {
            if let Ok(opened) = read(&fields) {
                prop_assert_eq!(opened.code.expose().len(), CODE);
            }
        }
    }
}
