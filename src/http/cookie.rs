//! Cookies (RFC 6265bis): read from a request, written for an answer.

#![allow(clippy::disallowed_macros)] // not part of a browser's build

/// The cookies of a `Cookie` header field, as they were sent: names and values are compared byte by byte.
///
/// A page of a sibling subdomain can set cookies for our host too, though none with the `__Host-` prefix. So nothing but what the
/// syntax puts between cookies is taken off a name, and a name that comes twice counts as not there: one of the two is not ours.
#[derive(Clone, Copy, Debug)]
pub struct Cookies<'a>(&'a str);

impl<'a> Cookies<'a> {
    /// The cookies of a header field's value.
    #[must_use]
    pub const fn of(header: &'a str) -> Self {
        Self(header)
    }

    /// Names and values in order, which browsers make that of age: the oldest first.
    pub fn iter(self) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.0.split(';').filter_map(|pair| {
            let (name, value) = trim(pair).split_once('=')?;
            Some((trim(name), trim(value)))
        })
    }

    /// The value of the one cookie with this name; `None` where there is none, or more than one.
    #[must_use]
    pub fn single(self, name: &str) -> Option<&'a str> {
        let mut values = self.iter().filter(|(known, _)| *known == name).map(|(_, value)| value);
        let first = values.next();
        first.filter(|_| values.next().is_none())
    }

    /// Those whose names begin so and come once.
    pub fn singles(self, prefix: &str) -> impl Iterator<Item = (&'a str, &'a str)> {
        let named: Vec<_> = self.iter().filter(|(name, _)| name.starts_with(prefix)).collect();
        // Sorted, because a stranger may send thousands.
        let mut names: Vec<_> = named.iter().map(|(name, _)| *name).collect();
        names.sort_unstable();
        let is_single = move |name: &str| {
            let first = names.partition_point(|other| *other < name);
            names.get(first + 1).is_none_or(|next| *next != name)
        };
        named.into_iter().filter(move |(name, _)| is_single(name))
    }
}

/// Without spaces and tabs around it (RFC 6265, section 5.2). What Unicode calls white space can be a part of a name.
fn trim(text: &str) -> &str {
    text.trim_matches([' ', '\t'])
}

/// When a browser sends a cookie along on requests that another site caused.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum SameSite {
    /// On top-level navigations only.
    Lax,
    /// Never.
    Strict,
    /// On all, but only under the site in the address bar under which it was set (CHIPS): a frame's cookie, kept apart for each
    /// site that shows the frame.
    Partitioned,
}

/// A `Set-Cookie` value. The `__Host-` prefix of all our names makes the browser insist on `Secure`,
/// `Path=/` and the absence of `Domain`; scripts never see any of them.
#[must_use]
pub fn set(name: &str, value: &str, same_site: SameSite, max_age_s: u64) -> String {
    let same_site = match same_site {
        SameSite::Lax => "Lax",
        SameSite::Strict => "Strict",
        SameSite::Partitioned => "None; Partitioned",
    };
    format!("{name}={value}; Path=/; Max-Age={max_age_s}; Secure; HttpOnly; SameSite={same_site}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_are_read_as_browsers_and_scripts_send_them() {
        let read: Vec<_> =
            Cookies::of("a=1; b=x=y;c=\"q\" ;\td = e ; lone; =v; a=2").iter().collect();
        let cookies = [("a", "1"), ("b", "x=y"), ("c", "\"q\""), ("d", "e"), ("", "v"), ("a", "2")];
        assert_eq!(read, cookies);
    }

    /// A page of a sibling subdomain sets the cookie; Chromium stores such names, and sends a longer path's first.
    #[test]
    fn a_name_with_anything_around_it_is_another_name() {
        let around = (0..=0x10_ffff).filter_map(char::from_u32).filter(|c| {
            c.is_whitespace()
                || c.is_control()
                || "\u{feff}\u{200b}\u{2060}\u{180e}\"'".contains(*c)
        });
        for c in around.filter(|c| ![' ', '\t', ';'].contains(c)) {
            for name in [format!("{c}__Host-x"), format!("__Host-x{c}"), format!("{c}__Host-x{c}")]
            {
                let header = format!("{name}=theirs");
                assert_eq!(Cookies::of(&header).single("__Host-x"), None, "{name:?}");
                let both = format!("{header}; __Host-x=ours");
                assert_eq!(Cookies::of(&both).single("__Host-x"), Some("ours"), "{name:?}");
            }
        }
    }

    #[test]
    fn a_name_that_comes_twice_is_not_there() {
        for header in ["x=1; x=2", "x=1; x=1", "x=; x=1", "x=1; y=2;\tx=", "x=1;x =1; x=3"] {
            assert_eq!(Cookies::of(header).single("x"), None, "{header}");
            assert!(Cookies::of(header).singles("x").next().is_none(), "{header}");
        }
        for (header, value) in [("x=1", "1"), ("x=; y=1", ""), ("xx=1; X=2; x=3", "3")] {
            assert_eq!(Cookies::of(header).single("x"), Some(value), "{header}");
        }
        let flows: Vec<_> = Cookies::of("f-a=1; f-b=2; f-a=3; g=4; f-c=5").singles("f-").collect();
        assert_eq!(flows, [("f-b", "2"), ("f-c", "5")]);
    }

    #[test]
    fn a_cookie_is_written_with_every_protection() {
        assert_eq!(
            set("__Host-x", "v", SameSite::Lax, 600),
            "__Host-x=v; Path=/; Max-Age=600; Secure; HttpOnly; SameSite=Lax"
        );
        assert_eq!(
            set("__Host-x", "v", SameSite::Partitioned, 0),
            "__Host-x=v; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=None; Partitioned"
        );
    }
}
