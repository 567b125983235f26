//! What an account's plan allows, by the numbers that SendPulse publishes. Its answers say nothing of what is left.

/// The limits on requests.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plan {
    /// Requests a second, whatever the plan.
    pub per_second: u32,
    /// Requests a minute.
    pub per_minute: u32,
    /// Requests a day.
    pub per_day: u32,
}

impl Plan {
    /// The plan with this name; the smallest where none is named.
    #[must_use]
    pub fn named(name: Option<&str>) -> Option<Self> {
        let (per_minute, per_day) = match name {
            None | Some("free") => (1000, 500_000),
            Some("standard") => (2000, 1_000_000),
            Some("enterprise") => (3000, 3_000_000),
            Some(_) => return None,
        };
        Some(Self { per_second: 10, per_minute, per_day })
    }
}
