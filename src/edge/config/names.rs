//! The variables' names.

/// The origin at which people reach the Worker.
pub const ORIGIN: &str = "PORTARIA_ORIGIN";
/// The keys that seal, newest first. A secret.
pub const KEY: &str = "PORTARIA_KEY";
/// The instances, as an object by name.
pub const INSTANCES: &str = "PORTARIA_INSTANCES";
/// Further origins to which a login may return, separated by commas or white space.
pub const RETURN_TO: &str = "PORTARIA_RETURN_TO";
/// Further origins whose pages may call, separated by commas or white space.
pub const ALLOW_ORIGINS: &str = "PORTARIA_ALLOW_ORIGINS";
/// The limits on requests, as an object.
pub const LIMITS: &str = "PORTARIA_LIMITS";
/// What `/metrics` asks for. A secret.
pub const METRICS_TOKEN: &str = "PORTARIA_METRICS_TOKEN";
/// Where the Worker is mounted, when that is not the root.
pub const PREFIX: &str = "PORTARIA_PREFIX";
/// How the pages that people see are dressed, as an object.
pub const PAGES: &str = "PORTARIA_PAGES";
/// The Durable Object binding of the Vault; its text says only that it is there.
pub const VAULT: &str = "VAULT";
