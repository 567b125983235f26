//! `POST /crm/{instance}/companyinfo`: Bangwo8 asks what the embedding app knows of its customers, for its agents to see.
//!
//! The shared `authcode` in the query is all that tells the call from anybody's. What the answer looks like is not public:
//! it is worded as the interfaces of the same family word theirs, and an app that knows better says it whole.

use serde_json::{Value, json};

use super::{EdgeHost, Reply, RequestContext, log, method_not_allowed};
use crate::api::check_response::ERROR_HEADER;
use crate::error::{Code, Error, Result};
use crate::http::Method;
use crate::providers::bangwo8::crm;
use crate::providers::{Instance, Settings};

/// The longest question, in bytes.
const LONGEST: usize = 64 * 1024;

impl<H: EdgeHost> RequestContext<'_, H> {
    pub(super) async fn crm(&mut self, instance: &Instance, function: &str) -> Reply<H::Body> {
        match self.crm_answer(instance, function).await {
            Ok(answer) => Reply::json(200, &answer),
            Err(error) => {
                let texts = json!({
                    "errcode": error.code().http_status(),
                    "errmsg": error.details().message,
                });
                Reply::json(error.code().http_status(), &texts)
                    .header(ERROR_HEADER, error.code().as_str())
            }
        }
    }

    async fn crm_answer(&mut self, instance: &Instance, function: &str) -> Result<Value> {
        if self.method != Method::Post {
            return Err(method_not_allowed("POST"));
        }
        let authcode = match &instance.settings {
            Settings::Bangwo8(_) if function == "companyinfo" => self.config.authcode(instance),
            _ => None,
        };
        let authcode = authcode.ok_or_else(|| {
            Error::new(Code::NotFound, "This instance answers no such questions.")
        })?;
        let body =
            self.request.body.take().ok_or_else(|| Error::invalid("the body", "is missing"))?;
        let too_long = |_| Error::invalid("the body", "is too long");
        let text = self.host.read(body, LONGEST).await.map_err(too_long)?;
        let query = crm::read(&self.request.query, &text, &authcode)?;
        // Bangwo8 shows the error to nobody; who runs the Worker must find it.
        let found = self.host.crm_query(&instance.name, &query).await;
        let found = found.inspect_err(|error| self.host.log(&log::problem_line(error)))?;
        match found {
            None => Err(Error::new(Code::NotFound, "This app answers no such questions.")),
            Some(whole) if whole.get("errcode").is_some() => Ok(whole),
            Some(found) => Ok(json!({"errcode": 0, "errmsg": "ok", "data": found})),
        }
    }
}
