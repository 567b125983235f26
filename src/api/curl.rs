//! A call as a command for `sh`, to be tried by hand.

use crate::http::{Method, Request};
use crate::text::{join, text};

/// What is in the names of members whose values are secret, wherever they are in a body that is shown; a regular expression each.
/// The platforms' secret parameters are secret there, too. pkg/lib/curl.js masks them, because bodies stay in JavaScript.
pub const SECRET_NAMES: [&str; 2] = ["password", "private_?key"];

/// A body to be shown.
#[derive(Debug)]
pub enum Body {
    /// The fields of a multipart form; a file's begins with `@`.
    Form(Vec<(String, String)>),
    /// There is none.
    None,
    /// A text.
    Text(String),
}

/// The command. Line breaks are the reader's comfort; pasted as it is, it runs.
#[must_use]
pub fn command(request: &Request, body: &Body) -> String {
    let mut parts = vec![match request.method {
        Method::Get => "curl".to_owned(),
        method => text!["curl -X ", method.as_str()],
    }];
    parts.push(quote(&request.url));
    parts.extend(
        request.headers.iter().map(|(name, value)| text!["-H ", quote(&text![name, ": ", value])]),
    );
    match body {
        Body::Form(fields) => parts.extend(fields.iter().map(|(name, value)| field(name, value))),
        Body::None => {}
        Body::Text(body) => parts.push(text!["--data-raw ", quote(body)]),
    }
    join(&parts.iter().map(String::as_str).collect::<Vec<_>>(), " \\\n  ")
}

/// `-F` would read a value that begins with `@` or `<` from a file, which only a file's may.
fn field(name: &str, value: &str) -> String {
    let option = if value.starts_with('@') { "-F " } else { "--form-string " };
    text![option, quote(&text![name, "=", value])]
}

/// Quotes for `sh`: within single quotes everything stands for itself, but for the quote.
fn quote(text: &str) -> String {
    let parts: Vec<_> = text.split('\'').collect();
    text!["'", join(&parts, "'\\''"), "'"]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_call_is_a_command() {
        let mut request = Request::new(Method::Post, "https://a.example/x?y=1".into());
        request.headers.add("content-type", "application/json").unwrap();
        assert_eq!(
            command(&request, &Body::Text(r#"{"name":"it's $HOME `x` \\"}"#.into())),
            "curl -X POST \\\n  'https://a.example/x?y=1' \\\n  -H 'accept: application/json' \\\n  \
             -H 'content-type: application/json' \\\n  --data-raw '{\"name\":\"it'\\''s $HOME `x` \\\\\"}'"
        );
        let get = Request::new(Method::Get, "https://a.example".into());
        assert_eq!(
            command(&get, &Body::None),
            "curl \\\n  'https://a.example' \\\n  -H 'accept: application/json'"
        );
        let fields = [("file", "@a.png"), ("note", "x & y")];
        let form = Body::Form(fields.map(|(a, b)| (a.into(), b.into())).into());
        assert!(
            command(&get, &form).ends_with("-F 'file=@a.png' \\\n  --form-string 'note=x & y'")
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn sh_reads_back_what_was_quoted(text in "[^\\x00]{0,60}") {
            let script = format!("printf %s {}", quote(&text));
            let output = std::process::Command::new("sh").args(["-c", &script]).output().unwrap();
            prop_assert_eq!(String::from_utf8(output.stdout).unwrap(), text);
        }
    }
}
