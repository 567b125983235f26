//! The CRM extension's questions, through the whole of the Worker.

use serde_json::{Value, json};

use crate::edge::Config;
use crate::edge::test_host::{EdgeTestHost, code, config, text};

const JSON: (&str, &str) = ("content-type", "application/json");

fn desk(has_code: bool) -> Config {
    let code = [("BANGWO8_AUTHCODE", "c0de-canary")];
    config(r#"{"bangwo8": {}}"#, if has_code { &code } else { &[] })
}

fn ask(host: &EdgeTestHost, config: &Config, address: &str, body: Option<&str>) -> (u16, Value) {
    let reply = host.ask(config, "POST", address, &[JSON], body);
    assert!(!text(&reply).contains("canary"), "{}", text(&reply));
    let answer: Value = serde_json::from_str(text(&reply)).unwrap();
    let is_error = !code(&reply).is_empty();
    assert_eq!(reply.status != 200, is_error, "{answer}");
    (reply.status, answer)
}

const QUESTION: &str = r#"{"type":"querymobile","querycontent":"0123"}"#;
const ASKED: &str = "/crm/bangwo8/companyinfo?supportname=ada&authcode=c0de-canary";

#[test]
fn a_question_is_answered_by_the_app_where_the_call_knows_the_code() {
    let (host, config) = (EdgeTestHost::default(), desk(true));
    for (found, expected) in [
        (json!([{ "name": "Example Ltd" }]), json!([{ "name": "Example Ltd" }])),
        (json!({ "errcode": 7 }), Value::Null), // a whole answer of the app's own
    ] {
        *host.crm.borrow_mut() = Some(found.clone());
        let whole = json!({ "errcode": 0, "errmsg": "ok", "data": expected });
        let answer = if expected.is_null() { found } else { whole };
        assert_eq!(ask(&host, &config, ASKED, Some(QUESTION)), (200, answer));
    }
    *host.crm.borrow_mut() = None;
    let (status, answer) = ask(&host, &config, ASKED, Some(QUESTION));
    assert_eq!((status, &answer["errcode"]), (404, &json!(404)), "an app that answers none");
    let asked = host.asked.borrow();
    assert_eq!(
        asked[0],
        (
            "bangwo8".to_owned(),
            json!({ "supportName": "ada", "type": "queryMobile", "content": "0123" })
        )
    );
}

#[test]
fn a_question_without_the_code_or_without_a_form_is_refused_in_the_platforms_words() {
    let (host, with_code) = (EdgeTestHost::default(), desk(true));
    for (config, address, body, status) in [
        (&with_code, "/crm/bangwo8/companyinfo?authcode=x", Some(QUESTION), 401),
        (&with_code, "/crm/bangwo8/companyinfo", Some(QUESTION), 401),
        (&with_code, ASKED, None, 400),
        (&with_code, ASKED, Some("{}"), 400),
        (&with_code, &format!("{ASKED}&authcode=c0de-canary"), Some(QUESTION), 400),
        (&desk(false), ASKED, Some(QUESTION), 404),
    ] {
        let (told, answer) = ask(&host, config, address, body);
        assert_eq!((told, answer["errcode"].as_u64()), (status, Some(status.into())), "{answer}");
    }
    let other = host.ask(&with_code, "POST", "/crm/bangwo8/other", &[JSON], Some(QUESTION));
    assert_eq!((other.status, code(&other)), (404, "not_found"));
    assert!(host.inner.sent.borrow().is_empty());
}
