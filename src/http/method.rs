//! Request methods.

/// A request method (RFC 9110, section 9).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Method {
    /// Remove.
    Delete,
    /// Read.
    Get,
    /// Read the headers only.
    Head,
    /// Ask what is allowed.
    Options,
    /// Change in part.
    Patch,
    /// Create, or do.
    Post,
    /// Replace.
    Put,
}

impl Method {
    const ALL: &[Self] =
        &[Self::Delete, Self::Get, Self::Head, Self::Options, Self::Patch, Self::Post, Self::Put];

    /// The method as it travels.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Delete => "DELETE",
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Options => "OPTIONS",
            Self::Patch => "PATCH",
            Self::Post => "POST",
            Self::Put => "PUT",
        }
    }

    /// The method with this name, which is case-sensitive.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|method| method.as_str() == text)
    }

    /// Whether it only reads (RFC 9110, section 9.2.1).
    #[must_use]
    pub const fn is_safe(self) -> bool {
        matches!(self, Self::Get | Self::Head | Self::Options)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_are_known_by_their_exact_names() {
        assert_eq!(Method::from_text("DELETE"), Some(Method::Delete));
        assert_eq!(Method::from_text("get"), None);
    }
}
