//! A platform's address, as a client's options name it.

use crate::encoded_object::EncodedObject;
use crate::error::Result;
use crate::http::base_url::{BaseUrl, Reach};

/// Where the app has not allowed it, the address is none of this machine: an app may take addresses from its users.
pub(super) fn read(address: &str, options: &EncodedObject) -> Result<BaseUrl> {
    BaseUrl::parse(address, Reach::with_loopback(options.boolean("allowLoopback")?))
}
