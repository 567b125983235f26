//! `POST /crm/{instance}/{function}`: a platform asks what the embedding app knows of its customers, for its agents to see.
//!
//! The shared code in the query is all that tells the call from anybody's. How questions and answers are worded is the platform's.

use serde_json::Value;

use super::{EdgeHost, Reply, RequestContext, log};
use crate::api::check_response::ERROR_HEADER;
use crate::error::{Code, Error, Result};
use crate::http::RequestFields;
use crate::providers::{Crm, Instance};

/// The longest question, in bytes.
pub(super) const LONGEST: usize = 64 * 1024;

impl<H: EdgeHost> RequestContext<'_, H> {
    pub(super) async fn crm(
        &mut self,
        instance: &Instance,
        function: &str,
    ) -> Result<Reply<H::Body>> {
        let crm = instance.provider().crm().filter(|crm| crm.function == function);
        let crm = crm.ok_or_else(no_questions)?;
        Ok(match self.crm_answer(instance, crm).await {
            Ok(answer) => Reply::json(200, &answer),
            Err(error) => Reply::json(error.code().http_status(), &(crm.refuse)(&error))
                .header(ERROR_HEADER, error.code().as_str()),
        })
    }

    async fn crm_answer(&mut self, instance: &Instance, crm: Crm) -> Result<Value> {
        let code = self.config.shared_code(instance).ok_or_else(no_questions)?;
        let body =
            self.request.body.take().ok_or_else(|| Error::invalid("the body", "is missing"))?;
        let too_long = |_| Error::invalid("the body", "is too long");
        let text = self.host.read(body, LONGEST).await.map_err(too_long)?;
        let query = (crm.read)(&RequestFields::read_untyped(&self.request.query, &text)?, &code)?;
        // The platform shows the error to nobody; the operator of the Worker must find it.
        let found = self.host.crm_query(&instance.name, &query).await;
        let found = found.inspect_err(|error| self.host.log(&log::problem_line(error)))?;
        match found {
            None => Err(Error::new(Code::NotFound, "This app answers no such questions.")),
            Some(found) => Ok((crm.answer)(found)),
        }
    }
}

fn no_questions() -> Error {
    Error::new(Code::NotFound, "This instance answers no such questions.")
}
