//! What Bangwo8 asks an app whose customers it shows to its agents: `POST {callback}/companyinfo?supportname=&authcode=`.

use serde::Serialize;
use serde_json::{Value, json};
use subtle::ConstantTimeEq as _;

use crate::error::{Code, Error, Result};
use crate::http::query;
use crate::providers::Crm;
use crate::secret::Secret;

/// How the questions come, and how they are answered. What an answer looks like is not public: it is worded as the interfaces of the
/// same family word theirs, and an app that knows better gives a whole answer, with an `errcode`.
pub const CRM: Crm = Crm {
    function: "companyinfo",
    read: |fields, body, authcode| Ok(json!(read(fields, body, authcode)?)),
    answer: |found| match found.get("errcode") {
        Some(_) => found,
        None => json!({ "errcode": 0, "errmsg": "ok", "data": found }),
    },
    refuse: |error| json!({ "errcode": error.code().http_status(), "errmsg": error.details().message }),
};

/// A question, read and believed: the call knew the shared code.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Query {
    /// The login name of the agent who asks.
    pub support_name: String,
    /// What is asked.
    #[serde(flatten)]
    pub asks: Asks,
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Asks {
    /// For companies, by their ids in the app.
    Get {
        /// The ids.
        company_ids: Vec<String>,
    },
    /// For companies, by a name.
    QueryCompany {
        /// What was typed.
        content: String,
    },
    /// For companies, by a contact's name.
    QueryContact {
        /// What was typed.
        content: String,
    },
    /// For companies, by a contact's mobile number.
    QueryMobile {
        /// What was typed.
        content: String,
    },
    /// For companies, by a note on them.
    QueryNote {
        /// What was typed.
        content: String,
    },
}

/// Reads a question.
///
/// # Errors
/// `unauthorized` where the shared code is missing or wrong; `invalid_argument` where nothing that is known is asked.
pub fn read(fields: &str, body: &str, authcode: &Secret) -> Result<Query> {
    let (mut support_name, mut given) = (String::new(), Secret::new(""));
    for (name, value) in query::decode(fields)? {
        match name.as_str() {
            "supportname" => support_name = value,
            "authcode" => given = Secret::new(value),
            _ => {}
        }
    }
    let knows: bool = given.expose().as_bytes().ct_eq(authcode.expose().as_bytes()).into();
    if !knows || authcode.expose().is_empty() {
        return Err(Error::new(Code::Unauthorized, "The authcode is missing or wrong."));
    }
    let body: Value = crate::json::parse(body, |text| serde_json::from_str(text).ok())
        .map_err(|_| Error::invalid("the body", "must be JSON"))?;
    let asks = asks(&body).ok_or_else(|| {
        Error::invalid(
            "the body",
            "must hold a type (get, querycompany, querycontact, querymobile, querynote) with companyid or querycontent",
        )
    })?;
    Ok(Query { support_name, asks })
}

fn asks(body: &Value) -> Option<Asks> {
    let text = |name: &str| match body.get(name)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    if text("type")? == "get" {
        let ids = text("companyid")?;
        let company_ids =
            ids.split(',').map(str::trim).filter(|id| !id.is_empty()).map(str::to_owned).collect();
        return Some(Asks::Get { company_ids });
    }
    let content = text("querycontent")?;
    Some(match text("type")?.as_str() {
        "querycompany" => Asks::QueryCompany { content },
        "querycontact" => Asks::QueryContact { content },
        "querymobile" => Asks::QueryMobile { content },
        "querynote" => Asks::QueryNote { content },
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const FIELDS: &str = "supportname=%E7%A4%BA%E4%BE%8B&authcode=canary";

    fn ask(fields: &str, body: &Value) -> Result<Query> {
        read(fields, &body.to_string(), &Secret::new("canary"))
    }

    #[test]
    fn every_question_is_read() {
        let cases = [
            (
                json!({"type": "get", "companyid": "12"}),
                json!({"type": "get", "companyIds": ["12"]}),
            ),
            (
                json!({"type": "get", "companyid": "12,13,14"}),
                json!({"type": "get", "companyIds": ["12", "13", "14"]}),
            ),
            (json!({"type": "get", "companyid": 12}), json!({"type": "get", "companyIds": ["12"]})),
            (
                json!({"type": "querycompany", "querycontent": "示例公司"}),
                json!({"type": "queryCompany", "content": "示例公司"}),
            ),
            (
                json!({"type": "querycontact", "querycontent": "x"}),
                json!({"type": "queryContact", "content": "x"}),
            ),
            (
                json!({"type": "querymobile", "querycontent": "x"}),
                json!({"type": "queryMobile", "content": "x"}),
            ),
            (
                json!({"type": "querynote", "querycontent": "x"}),
                json!({"type": "queryNote", "content": "x"}),
            ),
        ];
        for (body, expected) in cases {
            let mut read = serde_json::to_value(ask(FIELDS, &body).unwrap()).unwrap();
            assert_eq!(read.as_object_mut().unwrap().remove("supportName"), Some(json!("示例")));
            assert_eq!(read, expected);
        }
    }

    #[test]
    fn who_does_not_know_the_code_is_not_heard() {
        let body = json!({"type": "get", "companyid": "12"});
        for fields in ["", "authcode=", "authcode=canarx", "authcode=canary1", "supportname=canary"]
        {
            assert_eq!(ask(fields, &body).unwrap_err().code(), Code::Unauthorized, "{fields}");
        }
        let none = read("authcode=", &body.to_string(), &Secret::new(""));
        assert_eq!(none.unwrap_err().code(), Code::Unauthorized);
    }

    #[test]
    fn what_is_no_question_is_refused() {
        for body in [
            json!({}),
            json!([]),
            json!({"type": "get"}),
            json!({"type": "delete", "querycontent": "x"}),
            json!({"type": "querymobile"}),
        ] {
            assert_eq!(ask(FIELDS, &body).unwrap_err().code(), Code::InvalidArgument, "{body}");
        }
        assert!(read(FIELDS, "type=get", &Secret::new("canary")).is_err());
    }
}
