//! The numbers of SendPulse's errors, as its API documentation and its descriptions list them.

use crate::error::Code;
use crate::reason::Reason;

/// What a number says.
pub(super) struct Meaning {
    /// The number.
    number: u64,
    /// Our code for it.
    pub(super) code: Code,
    /// Why a message did not go out, where the number is about that.
    pub(super) reason: Option<Reason>,
    /// What happened and what to do.
    pub(super) says: &'static str,
}

const fn is(number: u64, code: Code, says: &'static str) -> Meaning {
    Meaning { number, code, reason: None, says }
}

const fn stops(number: u64, code: Code, reason: Reason, says: &'static str) -> Meaning {
    Meaning { number, code, reason: Some(reason), says }
}

/// More than ten requests within a second.
pub(super) const BURST: u64 = 2_020_202_020;

/// The account's plan does not include what was asked for.
pub(super) const PLAN: u64 = 3_030_303_030;

/// The code of an opening is spent. The marketplace's only number.
pub(super) const CODE_SPENT: u64 = 5;

/// The meaning of a number, if it is listed.
pub(super) fn meaning(number: u64) -> Option<&'static Meaning> {
    CODES.iter().find(|meaning| meaning.number == number)
}

use Code::{Forbidden, NotFound, ProviderError, RateLimited, Rejected};

const CODES: &[Meaning] = &[
    is(
        CODE_SPENT,
        Code::LoginRequired,
        "The code is unknown, used or older than a minute. Open the app again from SendPulse.",
    ),
    is(8, NotFound, "There is no data for this."),
    is(10, Rejected, "The sender's address is missing or wrong."),
    stops(
        11,
        Rejected,
        Reason::RecipientInvalid,
        "No recipient is given, or none that is an address.",
    ),
    is(12, Rejected, "The subject is missing."),
    is(13, Rejected, "The message has no content."),
    is(14, NotFound, "There is no message, or no address, of this id."),
    is(17, NotFound, "The address is not known here."),
    is(19, Rejected, "The address is there already."),
    stops(
        20,
        Rejected,
        Reason::SenderRefused,
        "Senders may not use an address of a free mail service.",
    ),
    is(21, NotFound, "No sender of this address waits to be activated."),
    is(31, NotFound, "There is no such template."),
    is(32, Rejected, "The template is empty."),
    stops(
        97,
        Rejected,
        Reason::SenderRefused,
        "Senders may not use an address of a free mail service.",
    ),
    is(201, Rejected, "The mailing list has no name."),
    is(203, Rejected, "A mailing list of this name is there already."),
    is(211, Rejected, "The mailing list holds nobody."),
    is(213, NotFound, "There is no such mailing list."),
    is(290, NotFound, "There is no such template."),
    is(299, NotFound, "There is no such variable."),
    is(303, Rejected, "The mailing list holds no addresses, or none were given."),
    is(400, Rejected, "The account has no SMTP user yet. Create one in SendPulse."),
    is(401, Code::Unauthorized, "The token is missing, has ended or is not accepted."),
    stops(403, Forbidden, Reason::Plan, "The account has expired."),
    is(422, Rejected, "A parameter is missing or wrong."),
    is(502, NotFound, "The address is not known here."),
    is(503, NotFound, "There is no such SMTP user."),
    stops(
        550,
        Rejected,
        Reason::TooManyRecipients,
        "There are more recipients than one message may have.",
    ),
    is(573, Rejected, "A template of this name is there already."),
    is(602, NotFound, "There is no such campaign, or it was sent already."),
    is(701, Rejected, "The sender's name or address is missing."),
    is(703, NotFound, "There is no such mailing list."),
    is(704, NotFound, "There is no such sender."),
    stops(707, Forbidden, Reason::Balance, "The account's balance is used up."),
    stops(
        708,
        Forbidden,
        Reason::LimitReached,
        "The campaign has more recipients than the account's plan allows.",
    ),
    is(711, RateLimited, "This website has just sent a push campaign. Wait before the next."),
    is(720, Rejected, "The subject is empty."),
    is(721, Rejected, "The message is empty."),
    is(722, Rejected, "The mailing list's id is missing."),
    is(731, Rejected, "The variables have a form that is not accepted."),
    is(
        791,
        RateLimited,
        "No more than four campaigns an hour may be made over the API. Wait for the next hour.",
    ),
    is(799, Rejected, "The date must be written YYYY-MM-DD hh:mm:ss and not be in the past."),
    is(800, Rejected, "The operation is not possible here."),
    is(802, NotFound, "There is no such campaign."),
    is(832, Rejected, "The list of addresses has a form that is not accepted."),
    is(901, Rejected, "The sender's name is missing."),
    is(902, Rejected, "A sender of this address is there already."),
    is(903, Rejected, "The sender's address is missing."),
    stops(904, Forbidden, Reason::RecipientBlacklisted, "The address is on the blacklist."),
    is(905, Forbidden, "The account has as many senders as it may have."),
    is(906, Rejected, "The address is not written like one."),
    is(999, Rejected, "The data have a form that is not accepted."),
    is(1003, NotFound, "There is no such sender."),
    is(
        1004,
        RateLimited,
        "The activation code was sent. Wait a quarter of an hour before asking again.",
    ),
    is(1005, ProviderError, "The confirmation could not be sent."),
    is(1101, Rejected, "The address is missing."),
    is(1104, Rejected, "The activation code is missing."),
    is(2900, Rejected, "The template is being processed, or may not be changed."),
    is(BURST, RateLimited, "More than ten requests came within a second. Wait a second."),
    stops(PLAN, Forbidden, Reason::Plan, "The account's plan does not include this."),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_number_stands_once_in_order_and_says_something() {
        assert!(CODES.windows(2).all(|pair| pair[0].number < pair[1].number));
        assert!(CODES.iter().all(|meaning| meaning.says.ends_with('.')));
        assert_eq!(meaning(BURST).unwrap().code, RateLimited);
        assert!(meaning(6).is_none());
        // The list of the API's documentation.
        for number in [
            8, 10, 11, 13, 14, 17, 19, 20, 21, 97, 201, 203, 211, 213, 303, 400, 502, 602, 701,
            703, 704, 707, 708, 711, 720, 721, 722, 791, 799, 800, 802, 901, 902, 903, 904, 905,
            906, 1003, 1004, 1005, 1101, 1104, BURST,
        ] {
            assert!(meaning(number).is_some(), "{number}");
        }
    }
}
