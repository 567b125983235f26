//! `GET /connect/{instance}?return_to=&popup=`: a login starts.

use super::{EdgeHost, Failure, Reply, RequestContext, Restart, html_page};
use crate::error::Result;
use crate::http::Method;
use crate::http::cookie::{self, SameSite};
use crate::http::query;
use crate::oauth::flow::{COOKIE_PREFIX, FLOW_TTL_S, excess};
use crate::oauth::return_to;
use crate::oauth::start::{Start, start};
use crate::providers::Instance;

impl<H: EdgeHost> RequestContext<'_, H> {
    pub(super) async fn connect(
        &self,
        instance: &Instance,
    ) -> std::result::Result<Reply<H::Body>, Failure> {
        if self.method == Method::Head {
            return Ok(Reply::empty(204));
        }
        let (return_to, popup) = self.read_start()?;
        if self.asks {
            // The person may not know what was started. Nor did the session's cookie come along, if this is another site's doing.
            let again = Restart::link_to(self.config, &instance.name, &return_to, popup);
            return Ok(html_page::ask(self.config, instance, &again, *self.language));
        }
        Ok(self.begin(instance, return_to, popup).await?)
    }

    fn read_start(&self) -> Result<(String, bool)> {
        let fields = query::decode(&self.request.query)?;
        let target = query::single(&fields, "return_to")?.unwrap_or("/");
        let popup = query::single(&fields, "popup")?.is_some_and(|flag| flag == "1");
        Ok((return_to::check(target, self.config.return_origins())?, popup))
    }

    async fn begin(
        &self,
        instance: &Instance,
        return_to: String,
        popup: bool,
    ) -> Result<Reply<H::Body>> {
        let owner = self.owner_or_new().await?;
        let redirect_uri = self.config.callback_url(instance);
        let request = Start {
            owner: owner.key.clone(),
            keep_until: owner.keep_until,
            return_to,
            popup,
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
