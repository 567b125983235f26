//! A call as a command: a shell reads back just what would be sent.

use proptest::collection::vec;
use proptest::prelude::*;

use super::generators::made_of;
use super::holds;
use crate::api::curl::{Body, command};
use crate::http::{Method, Request};

const PIECES: &[&str] = &[
    "'",
    "\"",
    "\\",
    "\\\n",
    "\n",
    "$(id)",
    "`id`",
    "$HOME",
    "!",
    "*",
    ";",
    "|",
    "&",
    "@/etc/passwd",
    "<",
    "-X",
    " ",
];

/// The arguments as `sh` would split them (POSIX, 2.2): of all its quoting, the command may use only what is here.
fn arguments(command: &str) -> Option<Vec<String>> {
    let (mut all, mut word, mut chars) = (Vec::new(), None::<String>, command.chars());
    while let Some(c) = chars.next() {
        match c {
            '\'' => {
                let word = word.get_or_insert_default();
                loop {
                    match chars.next()? {
                        '\'' => break,
                        inner => word.push(inner),
                    }
                }
            }
            '\\' => match chars.next()? {
                '\n' => {}
                escaped => word.get_or_insert_default().push(escaped),
            },
            ' ' => all.extend(word.take()),
            plain if plain.is_ascii_alphanumeric() || plain == '-' => {
                word.get_or_insert_default().push(plain);
            }
            _ => return None, // means something to a shell
        }
    }
    all.extend(word);
    Some(all)
}

#[test]
fn a_shell_reads_back_what_would_be_sent() {
    let texts = || made_of(PIECES);
    holds(
        file!(),
        (texts(), vec((texts(), texts()), 0..3), texts(), any::<bool>()),
        |(url, fields, text, is_form)| {
            let request = Request::new(Method::Post, url.clone());
            let body = if is_form { Body::Form(fields.clone()) } else { Body::Text(text.clone()) };
            let read = arguments(&command(&request, &body));
            let mut expected = ["curl", "-X", "POST", &url, "-H", "accept: application/json"]
                .map(str::to_owned)
                .to_vec();
            if is_form {
                for (name, value) in &fields {
                    let option = if value.starts_with('@') { "-F" } else { "--form-string" };
                    expected.extend([option.to_owned(), format!("{name}={value}")]);
                }
            } else {
                expected.extend(["--data-raw".to_owned(), text]);
            }
            prop_assert_eq!(read, Some(expected));
            Ok(())
        },
    );
}
