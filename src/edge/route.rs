//! Which path leads where.

/// A route of the Worker.
#[derive(Debug, Eq, PartialEq)]
pub(super) enum Route {
    /// `/api/{instance}/{path}`: a call, passed on. The path keeps its leading slash.
    Api(String, String),
    /// `/callback/{instance}`: the browser comes back.
    Callback(String),
    /// `/connect/{instance}`: a login starts.
    Connect(String),
    /// `/connections/{instance}`.
    Connection(String),
    /// `/connections`.
    Connections,
    /// `/crm/{instance}/{function}`: a platform asks for what the app knows of its customers.
    Crm(String, String),
    /// `/claim`: what was connected before signing in becomes the user's.
    Claim,
    /// `/done/{instance}`: the end of a login in a window of its own.
    Done(String),
    /// `/flows`.
    Flows,
    /// `/frame/{instance}`: the app's page in a frame of the platform's dashboard.
    Frame(String),
    /// `/health`.
    Health,
    /// `/link/{instance}`: whether an account that was opened is to be linked.
    Link(String),
    /// `/metrics`.
    Metrics,
    /// `/redeem/{instance}`: a page on another site takes a login into its session.
    Redeem(String),
    /// `/sign-out`: the session ends.
    SignOut,
    /// `/openapi/{instance}.json`, or `/openapi/{instance}/{service}.json`: what can be called.
    OpenApi(String, Option<String>),
    /// `/uninstall/{instance}`: an app was removed at the provider.
    Uninstall(String),
    /// Nothing of ours.
    None,
}

/// Finds the route of a path, with or without a slash at its end: people register callbacks both ways. Only a platform's path keeps
/// its slash. Nothing is decoded: our names need no escapes, so what has one is not ours.
pub(super) fn find(path: &str) -> Route {
    let path = path
        .strip_suffix('/')
        .filter(|rest| !rest.ends_with('/') && !rest.starts_with("/api/"))
        .unwrap_or(path);
    let mut parts = path.trim_start_matches('/').splitn(3, '/');
    let (first, name, rest) = (parts.next().unwrap_or_default(), parts.next(), parts.next());
    if !path.starts_with('/') || path.starts_with("//") {
        return Route::None;
    }
    match (first, name.filter(|name| !name.is_empty()), rest) {
        ("health", None, None) => Route::Health,
        ("flows", None, None) => Route::Flows,
        ("claim", None, None) => Route::Claim,
        ("metrics", None, None) => Route::Metrics,
        ("sign-out", None, None) => Route::SignOut,
        ("connections", None, None) => Route::Connections,
        ("connections", Some(name), None) => Route::Connection(name.into()),
        ("connect", Some(name), None) => Route::Connect(name.into()),
        ("callback", Some(name), None) => Route::Callback(name.into()),
        ("crm", Some(name), Some(function)) => Route::Crm(name.into(), function.into()),
        ("done", Some(name), None) => Route::Done(name.into()),
        ("frame", Some(name), None) => Route::Frame(name.into()),
        ("link", Some(name), None) => Route::Link(name.into()),
        ("redeem", Some(name), None) => Route::Redeem(name.into()),
        ("uninstall", Some(name), None) => Route::Uninstall(name.into()),
        ("openapi", Some(name), rest) => open_api(name, rest).unwrap_or(Route::None),
        ("api", Some(name), Some(rest)) => Route::Api(name.into(), format!("/{rest}")),
        _ => Route::None,
    }
}

fn open_api(name: &str, service: Option<&str>) -> Option<Route> {
    let named =
        |text: &str| text.strip_suffix(".json").map(str::to_owned).filter(|text| !text.is_empty());
    match service {
        None => Some(Route::OpenApi(named(name)?, None)),
        Some(service) if service.contains('/') => None,
        Some(service) => Some(Route::OpenApi(name.into(), Some(named(service)?))),
    }
}

impl Route {
    /// The route's name in the log.
    pub(super) const fn name(&self) -> &'static str {
        match self {
            Self::Api(..) => "api",
            Self::Callback(_) => "callback",
            Self::Claim => "claim",
            Self::Connect(_) => "connect",
            Self::Connection(_) => "connection",
            Self::Connections => "connections",
            Self::Crm(..) => "crm",
            Self::Done(_) => "done",
            Self::Flows => "flows",
            Self::Frame(_) => "frame",
            Self::Health => "health",
            Self::Link(_) => "link",
            Self::OpenApi(..) => "openapi",
            Self::Metrics => "metrics",
            Self::Redeem(_) => "redeem",
            Self::SignOut => "sign-out",
            Self::Uninstall(_) => "uninstall",
            Self::None => "none",
        }
    }

    /// The instance that the path names, whether it exists or not.
    pub(super) fn instance(&self) -> Option<&str> {
        match self {
            Self::Api(name, _)
            | Self::Callback(name)
            | Self::Connect(name)
            | Self::Connection(name)
            | Self::Crm(name, _)
            | Self::Done(name)
            | Self::Frame(name)
            | Self::Link(name)
            | Self::OpenApi(name, _)
            | Self::Redeem(name)
            | Self::Uninstall(name) => Some(name),
            Self::Claim
            | Self::Connections
            | Self::Flows
            | Self::Health
            | Self::Metrics
            | Self::SignOut
            | Self::None => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lead_to_their_routes() {
        let api = |name: &str, path: &str| Route::Api(name.into(), path.into());
        let cases = [
            ("/health", Route::Health),
            ("/connections", Route::Connections),
            ("/claim", Route::Claim),
            ("/metrics", Route::Metrics),
            ("/sign-out", Route::SignOut),
            ("/connections/", Route::Connections),
            ("/flows", Route::Flows),
            ("/flows/x", Route::None),
            ("/connections/sample", Route::Connection("sample".into())),
            ("/connect/sample", Route::Connect("sample".into())),
            ("/callback/sample", Route::Callback("sample".into())),
            ("/crm/sample/companyinfo", Route::Crm("sample".into(), "companyinfo".into())),
            ("/crm/sample", Route::None),
            ("/done/sample", Route::Done("sample".into())),
            ("/frame/sample", Route::Frame("sample".into())),
            ("/frame", Route::None),
            ("/link/sample", Route::Link("sample".into())),
            ("/redeem/sample", Route::Redeem("sample".into())),
            ("/uninstall/sample", Route::Uninstall("sample".into())),
            ("/api/sample/api/get_user_info", api("sample", "/api/get_user_info")),
            ("/api/sample//x", api("sample", "//x")),
            ("/api/sample/tickets/", api("sample", "/tickets/")),
            ("/api/sample", Route::None),
            ("/connect", Route::None),
            ("/connect/", Route::None),
            ("/connect/a/b", Route::None),
            ("/openapi/sample.json", Route::OpenApi("sample".into(), None)),
            ("/openapi/sample/crm.json", Route::OpenApi("sample".into(), Some("crm".into()))),
            ("/openapi/sample", Route::None),
            ("/openapi/.json", Route::None),
            ("/openapi/a/b/c.json", Route::None),
            ("/openapi", Route::None),
            ("/health//", Route::None),
            ("/callback/sample//", Route::None),
            ("/health/x", Route::None),
            ("//health", Route::None),
            ("health", Route::None),
            ("", Route::None),
            ("/", Route::None),
        ];
        for (path, expected) in cases {
            assert_eq!(find(path), expected, "{path}");
            if !path.ends_with('/') && !path.starts_with("/api/") {
                assert_eq!(find(&format!("{path}/")), expected, "{path}/");
            }
        }
    }
}
