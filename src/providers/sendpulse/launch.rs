//! What SendPulse sends when somebody opens the app: `code`, good for a minute, and `lang`, the account's language.

use crate::error::{Error, Result};
use crate::http::RequestFields;
use crate::providers::Launch;
use crate::secret::Secret;

/// The code's length.
const CODE: usize = 32;

/// Reads the query, or what was posted.
///
/// SendPulse's own example lacks the `&` before `lang` (`?code=…lang=en`); that is recovered.
///
/// # Errors
/// `invalid_argument` when the code is absent, repeated or not 32 hexadecimal digits. Nothing is sent for such a call.
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
    let lang = fields.text("lang")?;
    if glued.is_some() && lang.is_some() {
        return Err(Error::invalid("lang", "was given more than once"));
    }
    let lang = glued.or(lang);
    Ok(Launch { code: Secret::new(code), lang: lang.map(Into::into) })
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
            assert_eq!((opened.code.expose(), opened.lang.as_deref()), (KEY, lang), "{fields}");
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

    proptest! {
        #[test]
        fn whatever_comes_is_read_or_refused(fields in ".{0,80}") {
            if let Ok(opened) = read(&fields) {
                prop_assert_eq!(opened.code.expose().len(), CODE);
            }
        }
    }
}
