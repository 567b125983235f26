//! A version that can be released: three numbers, without a pre-release or a build.

use anyhow::{Context as _, Result, bail};
use semver::Version;

pub(super) fn parse(text: &str) -> Result<Version> {
    let version =
        Version::parse(text).with_context(|| format!("`{text}` is no version like 1.2.3"))?;
    if !version.pre.is_empty() || !version.build.is_empty() {
        bail!("`{text}` is no version like 1.2.3");
    }
    Ok(version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_have_an_order() {
        let version = |text| parse(text).unwrap();
        assert!(version("0.10.0") > version("0.9.9"));
        assert_eq!(version("1.2.3").to_string(), "1.2.3");
        for wrong in ["1.2", "1.2.3-beta", "1.2.3+4", "v1.2.3", ""] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
