//! Texts put together from parts, without `format!`: the machinery behind that would weigh three kilobytes in every
//! page that uses the package. Used wherever a browser's build comes by.

/// The parts, one after the other. Each is a text or gives one; numbers go through [`number`].
macro_rules! text {
    ($($part:expr),+ $(,)?) => {
        $crate::text::join(&[$(AsRef::<str>::as_ref(&$part)),+], "")
    };
}
pub(crate) use text;

/// The parts with something in between. One function for all: the standard library's is made anew for each type.
pub(crate) fn join(parts: &[&str], between: &str) -> String {
    let mut joined = String::new();
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            joined.push_str(between);
        }
        joined.push_str(part);
    }
    joined
}

/// Whether a text has a part. By the byte: what the standard library searches a text by for a text would bring its formatting into
/// every page.
pub(crate) fn has(text: &str, part: &str) -> bool {
    text.as_bytes().windows(part.len().max(1)).any(|at| at == part.as_bytes())
}

/// A number in decimal digits.
pub(crate) fn number(number: impl Into<u64>) -> String {
    let mut left = number.into();
    let mut digits = Vec::new();
    loop {
        digits.push(char::from_digit((left % 10) as u32, 10).unwrap_or('0'));
        left /= 10;
        if left == 0 {
            return digits.into_iter().rev().collect();
        }
    }
}

/// Bytes as lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let halves = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    halves.map(|half| char::from_digit(half.into(), 16).unwrap_or('0')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_joined_and_numbers_are_written() {
        let owned = String::from("b");
        assert_eq!(join(&["a", "b", "c"], ", "), "a, b, c");
        assert_eq!(join(&[], ", "), "");
        assert!(has("a…b", "…b") && has("ab", "ab") && has("ab", "a"));
        assert!(!has("a…b", "ab") && !has("a", "ab") && !has("", "a"));
        assert_eq!(text!["a", owned, &owned, number(10u32)], "abb10");
        assert_eq!(hex(&[0, 9, 0xaf, 0xff]), "0009afff");
        for n in [0, 7, 10, 429, u64::MAX] {
            assert_eq!(number(n), n.to_string());
        }
    }
}
