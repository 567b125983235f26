//! Which language a person is spoken to in: by a tag (RFC 5646), or by what the browser likes best.

/// How much of an `Accept-Language` is read, in bytes; browsers send a tenth of it.
const LONGEST_ACCEPT_LANGUAGE: usize = 1000;

/// A language that the pages speak.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Language {
    /// German.
    De,
    /// English.
    En,
    /// Spanish.
    Es,
    /// French.
    Fr,
    /// Italian.
    It,
    /// Polish.
    Pl,
    /// Portuguese, as in Brazil.
    Pt,
    /// Russian.
    Ru,
    /// Turkish.
    Tr,
    /// Ukrainian.
    Uk,
    /// Chinese, in simplified characters.
    Zh,
}

impl Language {
    /// Every language, in alphabetical order of the tags.
    pub(super) const ALL: &[Self] = &[
        Self::De,
        Self::En,
        Self::Es,
        Self::Fr,
        Self::It,
        Self::Pl,
        Self::Pt,
        Self::Ru,
        Self::Tr,
        Self::Uk,
        Self::Zh,
    ];

    /// The language as the `lang` attribute names it (RFC 5646).
    pub(super) const fn tag(self) -> &'static str {
        match self {
            Self::De => "de",
            Self::En => "en",
            Self::Es => "es",
            Self::Fr => "fr",
            Self::It => "it",
            Self::Pl => "pl",
            Self::Pt => "pt",
            Self::Ru => "ru",
            Self::Tr => "tr",
            Self::Uk => "uk",
            Self::Zh => "zh",
        }
    }

    /// The language of a tag, whatever its script and region. Two countries' codes stand for their languages too,
    /// because providers write them: `ua` and `cn`.
    pub(super) fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_']).next().unwrap_or_default();
        let is = |name: &str| primary.eq_ignore_ascii_case(name);
        match primary {
            _ if is("ua") => Some(Self::Uk),
            _ if is("cn") => Some(Self::Zh),
            _ => Self::ALL.iter().copied().find(|language| is(language.tag())),
        }
    }

    /// The language that a browser likes best, of those that we speak (RFC 9110, section 12.5.4). Of two that it likes
    /// equally, the first. What cannot be read is passed over.
    pub(super) fn from_accept_language(field: &str) -> Option<Self> {
        let mut best = None;
        let mut most = 0; // what weighs nothing is not wanted
        for range in readable(field).split(',') {
            let (tag, parameters) = range.split_once(';').unwrap_or((range, ""));
            let (Some(language), Some(weight)) = (Self::from_tag(tag), weight(parameters)) else {
                continue;
            };
            if weight > most {
                (best, most) = (Some(language), weight);
            }
        }
        best
    }
}

/// A language that a page's address carries on: as it was written where that is exactly one of the list, else as we name it.
pub(super) fn of_list(written: &str) -> Option<&str> {
    let is_listed = ["cn", "ua"].contains(&written)
        || Language::ALL.iter().any(|language| language.tag() == written);
    if is_listed { Some(written) } else { Language::from_tag(written).map(Language::tag) }
}

/// As much of a field as is read: whole ranges only, because half of one may mean something else.
fn readable(field: &str) -> &str {
    if field.len() <= LONGEST_ACCEPT_LANGUAGE {
        return field;
    }
    let end = field.bytes().take(LONGEST_ACCEPT_LANGUAGE).rposition(|byte| byte == b',');
    field.get(..end.unwrap_or(0)).unwrap_or_default()
}

/// The weight among a range's parameters, in thousandths; without one it is all of them. `None` when it is malformed.
fn weight(parameters: &str) -> Option<u16> {
    let weight = parameters
        .split(';')
        .filter_map(|parameter| parameter.trim().split_once('='))
        .find(|(name, _)| name.eq_ignore_ascii_case("q"));
    let Some((_, value)) = weight else {
        return Some(1000);
    };
    let (whole, fraction) = value.split_once('.').unwrap_or((value, ""));
    if fraction.len() > 3 || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let thousandths = fraction
        .bytes()
        .chain(std::iter::repeat(b'0'))
        .take(3)
        .fold(0, |sum, digit| sum * 10 + u16::from(digit - b'0'));
    match (whole, thousandths) {
        ("0", _) => Some(thousandths),
        ("1", 0) => Some(1000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_lead_to_their_languages() {
        for language in Language::ALL {
            assert_eq!(Language::from_tag(language.tag()), Some(*language));
            assert_eq!(
                Language::from_tag(&language.tag().to_uppercase()),
                Some(*language),
                "{language:?}"
            );
        }
        assert!(Language::ALL.windows(2).all(|pair| pair[0].tag() < pair[1].tag()));
        let cases = [
            ("pt-BR", Some(Language::Pt)),
            ("pt_BR", Some(Language::Pt)),
            ("ZH-hant-TW", Some(Language::Zh)),
            ("cn", Some(Language::Zh)),
            ("UA", Some(Language::Uk)),
            ("uk-UA", Some(Language::Uk)),
            (" en ", Some(Language::En)),
            ("en-", Some(Language::En)),
            ("eng", None),
            ("e", None),
            ("-en", None),
            ("*", None),
            ("nl", None),
            ("", None),
        ];
        for (tag, expected) in cases {
            assert_eq!(Language::from_tag(tag), expected, "{tag}");
        }
    }

    #[test]
    fn the_browser_is_spoken_to_in_the_language_that_it_likes_best() {
        let cases = [
            ("pt-BR,pt;q=0.9,en-US;q=0.8,en;q=0.7", Some(Language::Pt)),
            ("nl, de;q=0.5, fr;q=0.7", Some(Language::Fr)),
            ("da, en-gb;q=0.8, en;q=0.7", Some(Language::En)),
            ("fr, de", Some(Language::Fr)),
            ("de;q=0.3, it;q=0.3", Some(Language::De)),
            ("en;q=0.1, uk", Some(Language::Uk)),
            ("en;q=0, ru;q=0.001", Some(Language::Ru)),
            ("en;q=0.0", None),
            ("pl;q=1.000, tr;q=0.999", Some(Language::Pl)),
            ("tr ; Q=0.4 ,\tzh-CN ;\tq=0.5", Some(Language::Zh)),
            ("*, es;q=0.5", Some(Language::Es)),
            ("*", None),
            ("", None),
            (",, ,;q=1,it", Some(Language::It)),
            ("en;q=2, de;q=1.001, fr;q=-1, it;q=0.1234, es;q=0.x, pl;q=", None),
            ("en;q=.5, de;q=1., fr;q=0.2", Some(Language::De)),
            ("en;level=1;q=0.2, de;q=0.1", Some(Language::En)),
            ("en=1, de;q", Some(Language::De)),
            ("日本語, \u{0}, ÿ;q=ÿ, tr", Some(Language::Tr)),
        ];
        for (field, expected) in cases {
            assert_eq!(Language::from_accept_language(field), expected, "{field}");
        }
    }

    #[test]
    fn of_a_long_field_only_the_beginning_is_read() {
        let filler = |bytes: usize| "x".repeat(bytes);
        let cases = [
            (format!("de;q=0.5,{},en", filler(2000)), Some(Language::De)),
            (format!("{},en", filler(997)), Some(Language::En)),
            (format!("{},en", filler(998)), None),
            (format!("{},en;q=0.900,de;q=0.5", filler(983)), Some(Language::En)),
            (format!("de;q=0.1,{},en-US", filler(986)), Some(Language::De)),
            (format!("de,{}", "€".repeat(100_000)), Some(Language::De)),
            ("€".repeat(100_000), None),
            (",".repeat(100_000), None),
            (format!("en-{}", filler(1_000_000)), None),
        ];
        for (field, expected) in cases {
            let start: String = field.chars().take(20).collect();
            assert_eq!(Language::from_accept_language(&field), expected, "{start}");
        }
    }
}
