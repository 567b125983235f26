//! A provider's limit on requests, as far as a client can know it.

use crate::encoded_object::EncodedObject;
use crate::error::{Code, Error, Result};
use crate::providers::{Provider, QuotaRules};
use crate::text::{number, text};

/// What is known of a quota. Times are in milliseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quota {
    /// Requests in a window.
    pub limit: u32,
    /// Requests left in this one: what the provider said last, else our own count.
    pub remaining: u32,
    /// When this window ends, by our own count; 0 before the first request.
    pub resets_at: u64,
    /// Until when the provider refuses.
    pub blocked_until: u64,
    /// Until when a request may be counted by taking one from what remains, without asking here: until the window or the day ends.
    /// 0 while the provider refuses, and where requests are paced.
    pub plain_until: u64,
    /// The length of a window.
    pub window_ms: u64,
    /// The last of the growing waits, in milliseconds; 0 before the first.
    pub step_ms: u64,
    /// Where requests are paced: what the provider allows besides.
    pub pace: Option<Pace>,
}

/// A limit on requests a second, which is kept by waiting, and one on requests a day, which is counted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pace {
    /// The most requests within a second; as many may go at once.
    pub per_second: u32,
    /// When the requests so far would have gone, evenly spaced.
    pub spent_until: u64,
    /// How long the last request is to wait, in milliseconds.
    pub wait_ms: u64,
    /// Requests in a day.
    pub day_limit: u32,
    /// Requests left today.
    pub day_remaining: u32,
    /// When this day ends, by our own count; 0 before the first request.
    pub day_resets_at: u64,
}

/// Where a client keeps the numbers of its quota. The build writes the places into `pkg/dist/protocol.js`.
pub mod place {
    /// [`super::Quota::limit`].
    pub const LIMIT: usize = 0;
    /// [`super::Quota::remaining`].
    pub const REMAINING: usize = 1;
    /// [`super::Quota::resets_at`].
    pub const RESETS_AT: usize = 2;
    /// [`super::Quota::blocked_until`].
    pub const BLOCKED_UNTIL: usize = 3;
    /// `Quota::plain_until`.
    pub const PLAIN_UNTIL: usize = 4;
    /// [`super::Pace::spent_until`].
    pub const SPENT_UNTIL: usize = 5;
    /// [`super::Pace::wait_ms`].
    pub const WAIT_MS: usize = 6;
    /// [`super::Pace::day_remaining`].
    pub const DAY_REMAINING: usize = 7;
    /// [`super::Pace::day_resets_at`].
    pub const DAY_RESETS_AT: usize = 8;
    /// `Quota::step_ms`.
    pub const STEP_MS: usize = 9;
    /// How many there are.
    pub const COUNT: usize = 10;

    /// Those that an app sees, and the names under which it does.
    pub const PUBLIC: [(&str, usize); 5] = [
        ("limit", LIMIT),
        ("remaining", REMAINING),
        ("resetsAt", RESETS_AT),
        ("blockedUntil", BLOCKED_UNTIL),
        ("dayRemaining", DAY_REMAINING),
    ];
}

const DAY_MS: u64 = 24 * 60 * 60 * 1000;

/// The first wait, in milliseconds, after a refusal that says neither when to come back nor that the quota is used up: something else
/// than the quota refuses, for a short time. It doubles with each refusal that follows.
const FIRST_STEP_MS: u64 = 2000;

/// What an answer that refuses (429) says of the quota, beside the numbers of `x-ratelimit-limit`, `x-ratelimit-remaining` and
/// `x-ratelimit-reset`, which pkg/lib/quota.js puts where the client keeps them.
#[derive(Clone, Copy, Debug, Default)]
pub struct RateLimitSignal {
    /// `Retry-After`, in milliseconds.
    pub retry_after_ms: Option<u64>,
    /// Whether `x-ratelimit-reset` was there.
    pub tells_reset: bool,
}

impl Quota {
    /// The quota that a provider documents, untouched; `None` where it documents none.
    ///
    /// # Errors
    /// `invalid_argument` for an option of another kind.
    pub fn documented(provider: Provider, options: &EncodedObject) -> Result<Option<Self>> {
        Ok(provider.quota(options)?.map(Self::untouched))
    }

    /// As the rules say, before the first request.
    #[must_use]
    pub fn untouched(rules: QuotaRules) -> Self {
        let QuotaRules { limit, window_ms, pace } = rules;
        let pace = pace.map(|pace| Pace {
            per_second: pace.per_second,
            spent_until: 0,
            wait_ms: 0,
            day_limit: pace.per_day,
            day_remaining: pace.per_day,
            day_resets_at: 0,
        });
        Self {
            limit,
            remaining: limit,
            resets_at: 0,
            blocked_until: 0,
            plain_until: 0,
            window_ms,
            step_ms: 0,
            pace,
        }
    }

    /// Takes over what a client knows, by its [`place`]s. `NaN` is not known.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // counts and times; `as` keeps them in bounds
    pub fn load(&mut self, numbers: &[f64]) {
        let number = |at: usize| numbers.get(at).copied().filter(|number| !number.is_nan());
        if let Some(limit) = number(place::LIMIT) {
            self.limit = limit as u32;
        }
        self.remaining = number(place::REMAINING).map_or(self.limit, |remaining| remaining as u32);
        self.resets_at = number(place::RESETS_AT).unwrap_or_default() as u64;
        self.blocked_until = number(place::BLOCKED_UNTIL).unwrap_or_default() as u64;
        self.plain_until = number(place::PLAIN_UNTIL).unwrap_or_default() as u64;
        self.step_ms = number(place::STEP_MS).unwrap_or_default() as u64;
        if let Some(pace) = &mut self.pace {
            pace.spent_until = number(place::SPENT_UNTIL).unwrap_or_default() as u64;
            pace.day_remaining =
                number(place::DAY_REMAINING).map_or(pace.day_limit, |remaining| remaining as u32);
            pace.day_resets_at = number(place::DAY_RESETS_AT).unwrap_or_default() as u64;
        }
    }

    /// Hands it back.
    #[allow(clippy::cast_precision_loss)] // times: well within what a double counts exactly
    pub fn store(&self, numbers: &mut [f64]) {
        let pace = self.pace.as_ref();
        let of_pace = |number: fn(&Pace) -> f64| pace.map_or(f64::NAN, number);
        let known: [f64; place::COUNT] = [
            self.limit.into(),
            self.remaining.into(),
            self.resets_at as f64,
            self.blocked_until as f64,
            self.plain_until as f64,
            of_pace(|pace| pace.spent_until as f64),
            of_pace(|pace| pace.wait_ms as f64),
            of_pace(|pace| pace.day_remaining.into()),
            of_pace(|pace| pace.day_resets_at as f64),
            self.step_ms as f64,
        ];
        numbers.iter_mut().zip(known).for_each(|(number, known)| *number = known);
    }

    /// Counts a request that is about to be sent.
    ///
    /// # Errors
    /// `rate_limited` while the provider refuses; nothing is sent then, because asking on would not help.
    pub fn take(&mut self, now: u64) -> Result<()> {
        if now < self.blocked_until {
            let seconds = (self.blocked_until - now).div_ceil(1000);
            let (count, unit) = match seconds {
                0..=90 => (seconds, " s."),
                _ => (seconds.div_ceil(60), " min."),
            };
            return Err(Error::new(
                Code::RateLimited,
                text![
                    "The quota of ",
                    number(self.limit),
                    " requests is used up. Try again in ",
                    number(count),
                    unit
                ],
            )
            .retryable(true));
        }
        if now >= self.resets_at {
            self.resets_at = now + self.window_ms;
            self.remaining = self.limit;
        }
        self.remaining = self.remaining.saturating_sub(1);
        if let Some(pace) = &mut self.pace {
            pace.take(now);
        }
        self.plain_until = self.plain_until();
        Ok(())
    }

    /// See [`Self::plain_until`], while the provider does not refuse.
    fn plain_until(&self) -> u64 {
        match &self.pace {
            None => self.resets_at,
            Some(pace) if pace.per_second == 0 => self.resets_at.min(pace.day_resets_at),
            Some(_) => 0,
        }
    }

    /// Learns from a refusal. Gives the time after which the same request may be sent again, in milliseconds; `None` where the quota is
    /// used up, and nothing says when to come back: the window is waited out then, and nobody waits that long for a call.
    pub fn learn(&mut self, said: &RateLimitSignal, now: u64) -> Option<u64> {
        self.plain_until = 0;
        let window_ms = self.resets_at.saturating_sub(now);
        let told_ms = said.retry_after_ms.or_else(|| said.tells_reset.then_some(window_ms));
        let wait_ms = told_ms.or_else(|| (self.remaining > 0).then(|| self.next_step(now)));
        self.blocked_until = now + wait_ms.unwrap_or(window_ms);
        wait_ms
    }

    /// The next of the growing waits. They begin anew when as much time has passed without a refusal.
    fn next_step(&mut self, now: u64) -> u64 {
        let follows = now < self.blocked_until + self.step_ms;
        self.step_ms = if follows { self.step_ms * 2 } else { FIRST_STEP_MS };
        self.step_ms = self.step_ms.max(FIRST_STEP_MS).min(self.window_ms);
        self.step_ms
    }
}

impl Pace {
    /// As a leaky bucket that holds a second's requests (GCRA, ITU-T I.371).
    fn take(&mut self, now: u64) {
        if now >= self.day_resets_at {
            self.day_resets_at = now + DAY_MS;
            self.day_remaining = self.day_limit;
        }
        self.day_remaining = self.day_remaining.saturating_sub(1);
        let Some(gap_ms) = 1000_u64.checked_div(self.per_second.into()) else {
            self.wait_ms = 0; // it is not to be paced
            return;
        };
        let due = self.spent_until.max(now);
        self.wait_ms = (due - now).saturating_sub(1000 - gap_ms);
        self.spent_until = due + gap_ms;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::providers::PaceRules;

    const WINDOW_MS: u64 = 60 * 60 * 1000;

    fn quota() -> Quota {
        Quota::untouched(QuotaRules { limit: 1000, window_ms: WINDOW_MS, pace: None })
    }

    #[test]
    fn a_second_and_a_day_are_kept_too() {
        let pace = PaceRules { per_second: 10, per_day: 500_000 };
        let rules = QuotaRules { limit: 1000, window_ms: 60_000, pace: Some(pace) };
        let mut quota = Quota::untouched(rules);
        let mut waits = Vec::new();
        let mut numbers = [f64::NAN; place::COUNT];
        for _ in 0..25 {
            quota.load(&numbers); // as a client does it
            quota.take(50_000).unwrap();
            quota.store(&mut numbers);
            waits.push(quota.pace.unwrap().wait_ms);
        }
        assert_eq!(waits[..11], [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 100]);
        assert_eq!(waits[24], 1500);
        quota.take(50_000 + 10_000).unwrap(); // all of it has gone by then
        let pace = quota.pace.unwrap();
        assert_eq!((pace.wait_ms, quota.limit, pace.day_remaining), (0, 1000, 500_000 - 26));
        quota.take(60_000 + DAY_MS).unwrap();
        assert_eq!(quota.pace.unwrap().day_remaining, 499_999);

        let unhurried = PaceRules { per_second: 0, per_day: 500_000 };
        let mut unpaced = Quota::untouched(QuotaRules { pace: Some(unhurried), ..rules });
        for _ in 0..100 {
            unpaced.take(0).unwrap();
        }
        assert_eq!(unpaced.pace.unwrap().wait_ms, 0);
    }

    #[test]
    fn requests_are_counted_and_the_provider_knows_better() {
        let mut quota = quota();
        quota.take(1000).unwrap();
        assert_eq!((quota.remaining, quota.resets_at), (999, 1000 + WINDOW_MS));
        quota.load(&[500.0, 17.0, quota.resets_at as f64, 0.0]); // as an answer said
        assert_eq!((quota.limit, quota.remaining), (500, 17));
        quota.take(1000 + WINDOW_MS).unwrap();
        assert_eq!(quota.remaining, 499);
    }

    #[test]
    fn what_a_client_knows_is_kept_in_numbers() {
        let mut numbers = [f64::NAN; place::COUNT];
        let mut fresh = quota();
        fresh.load(&numbers);
        assert_eq!(fresh, quota());
        fresh.take(1000).unwrap();
        fresh.store(&mut numbers);
        let mut again = quota();
        again.load(&numbers);
        assert_eq!((again, numbers[place::REMAINING]), (fresh, 999.0));
    }

    #[test]
    fn each_number_has_its_place() {
        let pace = Pace {
            per_second: 1,
            spent_until: 6,
            wait_ms: 7,
            day_limit: 90,
            day_remaining: 8,
            day_resets_at: 9,
        };
        let quota = Quota {
            limit: 1,
            remaining: 2,
            resets_at: 3,
            blocked_until: 4,
            plain_until: 5,
            window_ms: 11,
            step_ms: 10,
            pace: Some(pace),
        };
        let mut numbers = [f64::NAN; place::COUNT];
        quota.store(&mut numbers);
        for (at, expected) in [
            (place::LIMIT, 1.0),
            (place::REMAINING, 2.0),
            (place::RESETS_AT, 3.0),
            (place::BLOCKED_UNTIL, 4.0),
            (place::PLAIN_UNTIL, 5.0),
            (place::SPENT_UNTIL, 6.0),
            (place::WAIT_MS, 7.0),
            (place::DAY_REMAINING, 8.0),
            (place::DAY_RESETS_AT, 9.0),
            (place::STEP_MS, 10.0),
        ] {
            assert_eq!(numbers[at], expected, "{at}");
        }
    }

    #[test]
    fn plain_counting_is_enough_until_the_window_or_the_day_ends() {
        let mut hourly = quota();
        assert_eq!(hourly.plain_until, 0);
        hourly.take(1000).unwrap();
        assert_eq!(hourly.plain_until, 1000 + WINDOW_MS);
        hourly.learn(&RateLimitSignal { retry_after_ms: Some(5000), tells_reset: false }, 2000);
        assert_eq!(hourly.plain_until, 0);
        assert!(hourly.take(3000).is_err());
        assert_eq!(hourly.plain_until, 0);
        hourly.take(7000).unwrap();
        assert_eq!(hourly.plain_until, 1000 + WINDOW_MS);

        let untouched = |per_second| {
            let pace = Some(PaceRules { per_second, per_day: 500_000 });
            Quota::untouched(QuotaRules { limit: 1000, window_ms: 60_000, pace })
        };
        let mut paced = untouched(10);
        paced.take(1000).unwrap();
        assert_eq!(paced.plain_until, 0);
        let mut unpaced = untouched(0);
        unpaced.take(1000).unwrap();
        assert_eq!(unpaced.plain_until, 1000 + 60_000);
        unpaced.take(1000 + DAY_MS - 10).unwrap(); // the day ends before this minute
        assert_eq!(unpaced.plain_until, 1000 + DAY_MS);
    }

    #[test]
    fn after_a_refusal_nothing_is_sent_until_it_may_help() {
        let mut quota = quota();
        quota.take(1000).unwrap();
        quota.remaining = 0;
        assert_eq!(quota.learn(&RateLimitSignal::default(), 2000), None);
        assert_eq!(quota.take(WINDOW_MS).unwrap_err().code(), Code::RateLimited);
        assert!(quota.take(1000 + WINDOW_MS).is_ok());
        let told = RateLimitSignal { retry_after_ms: Some(5000), tells_reset: true };
        assert_eq!(quota.learn(&told, 9_000_000), Some(5000));
        assert!(quota.take(9_004_999).is_err());
        assert!(quota.take(9_005_000).is_ok());
        quota.resets_at = 9_050_000; // as `x-ratelimit-reset` said
        quota.remaining = 0;
        let told = RateLimitSignal { retry_after_ms: None, tells_reset: true };
        assert_eq!(quota.learn(&told, 9_010_000), Some(40_000));
        assert!(quota.take(9_049_999).is_err());
        assert!(quota.take(9_050_000).is_ok());
    }

    #[test]
    fn a_refusal_with_quota_left_is_waited_out_in_growing_steps() {
        let mut quota = quota();
        quota.take(1000).unwrap();
        let mut now = 2000;
        let mut waits = Vec::new();
        for _ in 0..13 {
            let wait = quota.learn(&RateLimitSignal::default(), now).unwrap();
            assert!(quota.take(now + wait - 1).is_err());
            now += wait;
            waits.push(wait / 1000);
            quota.resets_at = now + WINDOW_MS;
        }
        assert_eq!(waits, [2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 3600, 3600]);
        assert_eq!(quota.remaining, 999);
        assert_eq!(quota.learn(&RateLimitSignal::default(), now + 2 * WINDOW_MS), Some(2000));
    }
}
