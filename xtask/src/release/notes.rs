//! The changelog: what is unreleased gets its version and its day.

use anyhow::{Context as _, Result, bail};
use jiff::Timestamp;

const UNRELEASED: &str = "## Unreleased\n";

/// The changelog with its unreleased part dated, and an empty one before it.
pub(super) fn dated(changelog: &str, version: &str, day: &str) -> Result<String> {
    let (before, after) =
        changelog.split_once(UNRELEASED).context("CHANGELOG.md has no part `## Unreleased`")?;
    if after.contains(&format!("\n## {version} ")) {
        bail!("CHANGELOG.md has {version} already");
    }
    let changes = after.split("\n## ").next().unwrap_or_default();
    if changes.trim().is_empty() {
        bail!("CHANGELOG.md says nothing under `## Unreleased`");
    }
    Ok(format!("{before}{UNRELEASED}\n## {version} ({day})\n{after}"))
}

/// Today, in UTC, as `YYYY-MM-DD`.
pub(super) fn today() -> String {
    day(Timestamp::now())
}

/// The day of a time, in UTC.
fn day(time: Timestamp) -> String {
    time.strftime("%F").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_have_dates() {
        let cases = [(0, "1970-01-01"), (19_782, "2024-02-29"), (20_454, "2026-01-01")];
        for (days, date) in cases {
            assert_eq!(day(Timestamp::from_second(days * 86_400).unwrap()), date);
        }
    }

    #[test]
    fn what_is_unreleased_is_dated() {
        let changelog =
            "# Changelog\n\n## Unreleased\n\n- New.\n\n## 0.1.0 (2025-01-01)\n\n- Old.\n";
        let released = dated(changelog, "0.2.0", "2026-01-01").unwrap();
        assert!(released.contains("## Unreleased\n\n## 0.2.0 (2026-01-01)\n\n- New.\n\n## 0.1.0"));
        assert!(dated(&released, "0.3.0", "2026-01-02").is_err(), "nothing is new");
        assert!(dated(changelog, "0.1.0", "2026-01-01").is_err(), "it is there");
    }
}
