//! `GET /connect/{instance}?return_to=&popup=&code_challenge=`: a login starts.

use super::fetch_metadata::origin_of_page;
use super::session::Owner;
use super::{EdgeHost, Failure, Reply, RequestContext, Restart, html_page, redeem};
use crate::error::Result;
use crate::http::Method;
use crate::http::cookie::{self, SameSite};
use crate::http::query;
use crate::oauth::flow::{COOKIE_PREFIX, FLOW_TTL_S, excess};
use crate::oauth::return_to;
use crate::oauth::start::{Start, start};
use crate::providers::Instance;

/// The parameter of an address that was asked for at another host already.
const REDIRECTED: &str = "redirected";

/// What a page asks for.
struct Asked {
    return_to: String,
    popup: bool,
    /// Where the page is on another site, and takes the login into its own session.
    code_challenge: Option<String>,
}

impl<H: EdgeHost> RequestContext<'_, H> {
    pub(super) async fn connect(
        &self,
        instance: &Instance,
    ) -> std::result::Result<Reply<H::Body>, Failure> {
        if self.method == Method::Head {
            return Ok(Reply::empty(204));
        }
        if let Some(address) = self.at_our_origin(instance)? {
            return Ok(Reply::see_other(&address));
        }
        let asked = self.read_start()?;
        if self.asks && !self.is_begun_by_listed_page(&asked) {
            // The person may not know what was started. Nor did the session's cookie come along, if this is another site's doing.
            let mut again =
                Restart::link_to(self.config, &instance.name, &asked.return_to, asked.popup);
            if let Some(challenge) = &asked.code_challenge {
                again.push('&');
                query::push_field(&mut again, "code_challenge", challenge);
            }
            return Ok(html_page::ask(self.config, instance, &again, *self.language));
        }
        Ok(self.begin(instance, asked).await?)
    }

    /// The same address at `PORTARIA_ORIGIN`, where the request came to another host: the callback comes there, and finds its cookies
    /// only if they were set there, whatever the port is, which proxies may leave out. Nothing of the request says where that is. A proxy
    /// may change the host each time, so an address is redirected once.
    fn at_our_origin(&self, instance: &Instance) -> Result<Option<String>> {
        let ours = host_name(self.config.authority());
        let is_ours = |host: &str| host_name(host).eq_ignore_ascii_case(ours);
        if self.request.headers.get("host").is_none_or(is_ours) {
            return Ok(None);
        }
        let mut fields = query::decode(&self.request.query)?;
        if fields.iter().any(|(name, _)| name == REDIRECTED) {
            return Ok(None);
        }
        fields.push((REDIRECTED.into(), "1".into()));
        let fields: Vec<_> =
            fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let path = self.config.at(&format!("/connect/{}", instance.name));
        Ok(Some(format!("{}{path}?{}", self.config.origin(), query::encode(&fields))))
    }

    fn read_start(&self) -> Result<Asked> {
        let fields = query::decode(&self.request.query)?;
        let target = query::single(&fields, "return_to")?.unwrap_or("/");
        let popup = query::single(&fields, "popup")?.is_some_and(|flag| flag == "1");
        let return_to = return_to::check(target, self.config.return_origins())?;
        let code_challenge = query::single(&fields, "code_challenge")?
            .map(|challenge| redeem::check_challenge(self.config, challenge, &return_to))
            .transpose()?;
        Ok(Asked { return_to, popup, code_challenge })
    }

    /// Whether the page to whose session the login goes is the one that began it: then there is nobody whom another page could mislead.
    fn is_begun_by_listed_page(&self, asked: &Asked) -> bool {
        let page = origin_of_page(&self.request.headers);
        let listed = return_to::origin_of(&asked.return_to, self.config.cross_site_origins());
        asked.code_challenge.is_some() && page.is_some() && page == listed
    }

    async fn begin(&self, instance: &Instance, asked: Asked) -> Result<Reply<H::Body>> {
        let Asked { return_to, popup, code_challenge } = asked;
        let owner: Owner = match &code_challenge {
            Some(_) => self.unredeemed_owner()?,
            None => self.owner_or_new().await?,
        };
        let redirect_uri = self.config.callback_url(instance);
        let request = Start {
            owner: owner.key.clone(),
            keep_until: owner.keep_until,
            return_to,
            popup,
            code_challenge,
            redirect_uri,
        };
        let started = start(self.host, self.config.ring(), instance, request).await?;
        // Nothing is stored yet: the cookie says all, and most who begin and never come back leave nothing behind.
        let name = started.flow.cookie_name();
        let flow_cookie = cookie::set(&name, &started.sealed, SameSite::Lax, FLOW_TTL_S);
        let others: Vec<_> =
            self.cookies().iter().filter(|(name, _)| name.starts_with(COOKIE_PREFIX)).collect();
        let reply = excess(&others, name.len() + started.sealed.len())
            .map(|name| cookie::set(name, "", SameSite::Lax, 0))
            .fold(Reply::see_other(&started.url), |reply, cookie| {
                reply.header("set-cookie", &cookie)
            })
            .header("set-cookie", &flow_cookie);
        Ok(match owner.cookie {
            Some(cookie) => reply.header("set-cookie", &cookie),
            None => reply,
        })
    }
}

/// A host without its port (RFC 3986, section 3.2).
fn host_name(authority: &str) -> &str {
    match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => host,
        _ => authority,
    }
}
