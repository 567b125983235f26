//! What the browser brings back: `?auth_key=…`, appended to whatever redirect URL was registered.

use crate::error::{Error, Result};
use crate::http::RequestFields;
use crate::providers::Callback;
use crate::secret::Secret;

/// The query as it was meant. The engine appends `?auth_key=` without looking, so a redirect URL that was registered with a query
/// of its own comes back as `?x=1?auth_key=…`.
pub fn mend_query(query: &str) -> String {
    query.replace("?auth_key=", "&auth_key=")
}

/// Reads the callback's fields.
///
/// # Errors
/// `invalid_argument` when the key is absent, repeated or not 32 lower-case hex digits, or when `state`
/// is repeated. Nothing is sent for such a callback.
pub fn read(fields: &RequestFields) -> Result<Callback> {
    let key = fields.text("auth_key")?.ok_or_else(|| {
        Error::invalid("auth_key", "is missing from the address that PipiChat sent you back to")
    })?;
    if !is_key(key) {
        return Err(Error::invalid("auth_key", "must be 32 lower-case hexadecimal digits"));
    }
    let state = fields.text("state")?.map(Into::into);
    Ok(Callback { code: Secret::new(key), state })
}

/// Keys and tokens of the engine: MD5 digests.
fn is_key(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const KEY: &str = "0123456789abcdef0123456789abcdef";

    fn read(query: &str) -> Result<Callback> {
        super::read(&RequestFields::of_query(&mend_query(query))?)
    }

    #[test]
    fn a_key_is_read_however_it_was_appended() {
        let cases = [
            ("auth_key=KEY", None),
            ("x=1?auth_key=KEY", None),
            ("x?auth_key=KEY", None),
            ("?auth_key=KEY", None),
            ("x=1&y=2?auth_key=KEY", None),
            ("state=abc?auth_key=KEY", Some("abc")),
            ("state=abc&auth_key=KEY", Some("abc")),
            ("auth_key=KEY&state=a%2Bb", Some("a+b")),
            ("auth_key=KEY&state=", Some("")),
        ];
        for (query, state) in cases {
            let callback = read(&query.replace("KEY", KEY)).expect(query);
            assert_eq!(callback.code.expose(), KEY, "{query}");
            assert_eq!(callback.state.as_deref(), state, "{query}");
        }
    }

    #[test]
    fn what_is_no_key_is_refused_without_being_shown() {
        let upper = KEY.to_uppercase();
        let cases = [
            String::new(),
            "auth_key=".into(),
            "authkey=KEY".into(),
            "auth_key=KEY0".into(),
            format!("auth_key={}", &KEY[1..]),
            format!("auth_key={upper}"),
            "auth_key=KEY&auth_key=KEY".into(),
            "auth_key=KEY?auth_key=KEY".into(),
            "auth_key=KEY%00".into(),
            "auth_key=+KEY".into(),
            "auth_key=KEY&state=a&state=b".into(),
            "auth_key=KEY&x=%ff".into(),
        ];
        for query in cases {
            let error = read(&query.replace("KEY", KEY)).expect_err(&query);
            assert_eq!(error.code(), crate::Code::InvalidArgument, "{query}");
            assert!(
                !error.to_string().contains(KEY) && !error.to_string().contains(&upper),
                "{error}"
            );
        }
    }

    proptest! {
        #[test]
        fn only_a_well_formed_key_passes(query in any::<String>()) {
            if let Ok(callback) = read(&query) {
                prop_assert!(is_key(callback.code.expose()));
            }
        }
    }
}
