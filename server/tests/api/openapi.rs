//! `/api/schema/` and `/api/docs/`

use std::collections::{BTreeMap, BTreeSet};

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, Form, IntoAnswer, TestApp};

const METHODS: [&str; 7] = ["get", "post", "put", "patch", "delete", "head", "options"];

async fn document(app: &TestApp) -> Value {
    let answer = app.get("/api/schema/").answer().await;
    assert_eq!(answer.header("content-type"), "application/json");
    answer.assert_status(200).json()
}

/// Every operation with its path and method.
fn operations(document: &Value) -> Vec<(String, String, &Value)> {
    let paths = document["paths"].as_object().unwrap();
    let of_path = |(path, item): (&String, &'_ Value)| -> Vec<(String, String)> {
        let present = METHODS.iter().filter(|method| !item[**method].is_null());
        present
            .map(|method| (path.clone(), (*method).to_owned()))
            .collect()
    };
    let names: Vec<(String, String)> = paths.iter().flat_map(of_path).collect();
    names
        .into_iter()
        .map(|(path, method)| {
            let operation = &document["paths"][&path][&method];
            (path, method, operation)
        })
        .collect()
}

fn keys(value: &Value) -> BTreeSet<&str> {
    value
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

/// Holds a value against the schema of that name: its keys, and those that must be there.
fn assert_described(document: &Value, schema: &str, value: &Value) {
    let schema = &document["components"]["schemas"][schema];
    let properties = keys(&schema["properties"]);
    let present = keys(value);
    assert!(
        present.is_subset(&properties),
        "{present:?} of {properties:?}"
    );
    let required = schema["required"].as_array().unwrap();
    let required: BTreeSet<&str> = required.iter().filter_map(Value::as_str).collect();
    assert!(required.is_subset(&present), "{required:?} of {present:?}");
}

#[tokio::test]
async fn document_has_the_methods_that_every_path_allows() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let document = document(&app).await;
    assert_eq!(document["openapi"], "3.1.0");
    for (path, item) in document["paths"].as_object().unwrap() {
        let url = path.replace("{id}", "1").replace("{label}", "x");
        let options = app.request(Method::OPTIONS, &url).bearer_auth(&admin);
        let answer = options.answer().await;
        let allow = answer.assert_status(200).header("allow").to_lowercase();
        let allowed: BTreeSet<&str> = allow.split(", ").collect();
        assert_eq!(keys(item), allowed, "{path}");
    }
}

#[tokio::test]
async fn document_has_every_path() {
    let app = TestApp::start().await;
    let document = document(&app).await;
    let expected = [
        "/api/auth/client-token/",
        "/api/auth/login/",
        "/api/auth/refresh/",
        "/api/auth/register/",
        "/api/clients/",
        "/api/clients/{id}/",
        "/api/clients/{id}/revoke/",
        "/api/clients/{id}/rotate/",
        "/api/docs/",
        "/api/dumps/",
        "/api/dumps/by-label/{label}/",
        "/api/dumps/{id}/",
        "/api/dumps/{id}/archive/",
        "/api/dumps/{id}/attachments/{attachment}/",
        "/api/dumps/{id}/download/",
        "/api/dumps/{id}/history/",
        "/api/dumps/{id}/processing/",
        "/api/dumps/{id}/report/",
        "/api/dumps/{id}/reprocess/",
        "/api/dumps/{id}/restore/",
        "/api/dumps/{id}/submission/",
        "/api/schema/",
        "/api/signature-rules/",
        "/api/signature-rules/dry-run/",
        "/api/signatures/",
        "/api/signatures/{id}/",
        "/api/signatures/{id}/dumps/",
        "/api/symbols/",
        "/api/symbols/missing/",
        "/api/symbols/{id}/",
        "/api/throttle-rules/",
        "/api/users/",
        "/api/users/{id}/",
    ];
    assert_eq!(keys(&document["paths"]), expected.into());
}

#[tokio::test]
async fn every_operation_is_described_in_full() {
    let app = TestApp::start().await;
    let document = document(&app).await;
    let mut ids = BTreeSet::new();
    for (path, method, operation) in operations(&document) {
        let name = format!("{method} {path}");
        assert!(
            ids.insert(operation["operationId"].as_str().unwrap()),
            "{name}"
        );
        assert!(operation["summary"].is_string(), "{name}");
        assert_eq!(
            operation["tags"].as_array().map(Vec::len),
            Some(1),
            "{name}"
        );
        for (status, response) in operation["responses"].as_object().unwrap() {
            assert!(response["headers"]["Allow"].is_object(), "{name} {status}");
            let is_unauthorized = status == "401";
            let challenge = &response["headers"]["WWW-Authenticate"];
            assert_eq!(challenge.is_object(), is_unauthorized, "{name} {status}");
            let content = &response["content"]["application/json"];
            let has_example = !content["example"].is_null() || !content["examples"].is_null();
            let has_reference = content["schema"].to_string().contains("$ref");
            let is_without = content.is_null() || path == "/api/schema/";
            assert!(
                has_example || has_reference || is_without,
                "{name} {status}"
            );
        }
    }
}

#[tokio::test]
async fn every_reference_leads_somewhere() {
    fn collect(value: &Value, references: &mut BTreeSet<String>) {
        match value {
            Value::Object(fields) => {
                references.extend(
                    fields
                        .get("$ref")
                        .and_then(Value::as_str)
                        .map(str::to_owned),
                );
                fields.values().for_each(|value| collect(value, references));
            }
            Value::Array(values) => values.iter().for_each(|value| collect(value, references)),
            _ => {}
        }
    }
    let app = TestApp::start().await;
    let document = document(&app).await;
    let mut references = BTreeSet::new();
    collect(&document, &mut references);
    assert!(!references.is_empty());
    for reference in references {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
}

#[tokio::test]
async fn schemas_have_the_keys_of_what_is_really_sent() {
    let app = TestApp::start().await;
    let document = document(&app).await;
    let admin = app.admin().await;
    let dump = app.upload("a.dmp", "content", "x").await;
    assert_described(&document, "Dump", &dump);
    let mut damaged: model::Dump = serde_json::from_value(dump).unwrap();
    damaged.damage = Some(model::Damage::Missing);
    damaged.archived_size = Some(1);
    let damaged = serde_json::to_value(damaged).unwrap();
    let properties = keys(&document["components"]["schemas"]["Dump"]["properties"]);
    assert_eq!(keys(&damaged), properties);
    let form = Form::new().file("b.dmp", "new").label("y").finish();
    let replace = app.form(Method::PUT, "/api/dumps/1/", form);
    replace
        .bearer_auth(&admin)
        .answer()
        .await
        .assert_status(200);
    let history = app.get("/api/dumps/1/history/").bearer_auth(&admin);
    let history = history.answer().await.assert_status(200).json();
    for event in history.as_array().unwrap() {
        assert_described(&document, "DumpEvent", event);
        assert_described(&document, "Actor", &event["actor"]);
    }
    assert_described(&document, "DumpFile", &history[1]["old_file"]);

    let text = "MODULE Linux x86_64 5A9832E5287241C1838ED98914E9B7FF1 app\n";
    let kept = app.post("/api/symbols/").bearer_auth(&admin).body(text);
    let kept = kept.answer().await.assert_status(201).json();
    assert_described(&document, "KeptSymbol", &kept[0]);
    let symbols = app.get("/api/symbols/").bearer_auth(&admin);
    let symbols = symbols.answer().await.assert_status(200).json();
    assert_described(&document, "Symbol", &symbols[0]);
    let missing = &document["components"]["schemas"]["MissingModule"];
    assert_described(&document, "MissingModule", &missing["example"]);

    let rules = app.get("/api/signature-rules/").bearer_auth(&admin);
    let rules = rules.answer().await.assert_status(200).json();
    assert_described(&document, "SignatureRules", &rules);
    let patterns = json!({ "ignore": [], "prefix": [], "sentinel": [] });
    assert_described(&document, "SignaturePatterns", &patterns);
    let dry_run = app.post("/api/signature-rules/dry-run/");
    let dry_run = dry_run.bearer_auth(&admin).json(&patterns).answer().await;
    let dry_run = dry_run.assert_status(200).json();
    assert_described(&document, "DryRun", &dry_run);

    let account = app
        .get("/api/users/1/")
        .bearer_auth(&admin)
        .answer()
        .await
        .json();
    assert_described(&document, "Account", &account);
    assert_described(
        &document,
        "Registered",
        &app.register("user@example.com").await,
    );
    assert_described(&document, "Tokens", &app.login("user@example.com").await);
    let client = json!({ "name": "a", "scopes": ["read"] });
    let request = app.post("/api/clients/").bearer_auth(&admin).json(&client);
    let mut issued = request.answer().await.assert_status(201).json();
    assert_described(&document, "IssuedClient", &issued);
    issued.as_object_mut().unwrap().remove("secret");
    assert_described(&document, "Client", &issued);
    let rules = json!([{ "name": "a" }]);
    let request = app.request(Method::PUT, "/api/throttle-rules/");
    let rules = request.bearer_auth(&admin).json(&rules).answer().await;
    assert_described(&document, "ThrottleRule", &rules.json()[0]);
    let nobody = app.get("/api/dumps/").answer().await.json();
    assert_described(&document, "Detail", &nobody);
    let bad_token = app
        .get("/api/dumps/")
        .bearer_auth("x")
        .answer()
        .await
        .json();
    assert_described(&document, "Detail", &bad_token);
    assert_described(&document, "BearerFault", &bad_token["messages"][0]);
}

#[tokio::test]
async fn parameters_of_the_list_are_those_that_it_reads() {
    let app = TestApp::start().await;
    let document = document(&app).await;
    let parameters = document["paths"]["/api/dumps/"]["get"]["parameters"]
        .as_array()
        .unwrap();
    let token = app.user().await;
    for parameter in parameters {
        // A value that none of them takes, but for texts, which take any.
        let name = parameter["name"].as_str().unwrap();
        let path = format!("/api/dumps/?{name}=%00");
        let answer = app.get(&path).bearer_auth(&token).answer().await;
        let status =
            if ["label", "platform", "product", "q", "signature", "version"].contains(&name) {
                200
            } else {
                400
            };
        assert_eq!(answer.status, status, "{name}");
    }
    let ordering = parameters
        .iter()
        .find(|parameter| parameter["name"] == "ordering");
    let schema = &ordering.unwrap()["schema"];
    let schema = match schema["$ref"].as_str() {
        Some(reference) => document.pointer(&reference[1..]).unwrap(),
        None => schema,
    };
    let orderings = schema["enum"].as_array().unwrap().clone();
    let expected = model::DumpOrdering::ALL.map(|ordering| json!(ordering.as_str()));
    assert_eq!(orderings, expected);
}

#[tokio::test]
async fn signatures_are_described_as_they_are_sent() {
    let (app, user) = super::signatures::start().await;
    super::signatures::crash(&app, &user, super::signatures::SEGV, "").await;
    let document = document(&app).await;
    let get = async |path| {
        let answer = app.get(path).bearer_auth(&user).answer().await;
        answer.assert_status(200).json()
    };
    let list = get("/api/signatures/").await;
    assert_described(&document, "SignatureSummary", &list[0]);
    assert_described(&document, "Share", &list[0]["versions"][0]);
    let group = get("/api/signatures/1/").await;
    assert_described(&document, "SignatureDetails", &group);
    assert_described(&document, "DayOfCrashes", &group["days"][0]);
    let request = app.request(Method::PATCH, "/api/signatures/1/");
    let example = &document["components"]["schemas"]["SignatureChanges"]["example"];
    let changed = request.bearer_auth(&user).json(example).answer().await;
    changed.assert_status(200);
}

/// The examples are what an impatient reader sends.
#[tokio::test]
async fn examples_of_requests_are_taken() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let document = document(&app).await;
    let examples = |path: &str, method: &str| -> BTreeMap<String, Value> {
        let content = &document["paths"][path][method]["requestBody"]["content"];
        let content = content.as_object().unwrap().iter();
        content
            .map(|(media_type, content)| {
                let reference = content["schema"]["$ref"].as_str().unwrap();
                let schema = document.pointer(&reference[1..]).unwrap();
                (media_type.clone(), schema["example"].clone())
            })
            .collect()
    };
    for (path, method, status) in [
        ("/api/auth/register/", "post", 201),
        ("/api/auth/login/", "post", 200),
        ("/api/users/", "post", 201),
        ("/api/clients/", "post", 201),
    ] {
        let example = &examples(path, method)["application/json"];
        let answer = app
            .post(path)
            .bearer_auth(&admin)
            .json(example)
            .answer()
            .await;
        answer.assert_status(status);
    }
    for (method, status) in [("patch", 200), ("put", 200)] {
        let example = &examples("/api/users/{id}/", method)["application/json"];
        let request = app.request(method.to_uppercase().parse().unwrap(), "/api/users/3/");
        let answer = request.bearer_auth(&admin).json(example).answer().await;
        answer.assert_status(status);
    }
    let example = &examples("/api/clients/{id}/", "patch")["application/json"];
    let request = app.request(Method::PATCH, "/api/clients/1/");
    let answer = request.bearer_auth(&admin).json(example).answer().await;
    answer.assert_status(200);
}

#[tokio::test]
async fn docs_load_nothing_from_elsewhere() {
    let app = TestApp::start().await;
    for path in ["/api/docs/", "/api/docs"] {
        let page: Answer = app.get(path).answer().await;
        page.assert_status(200);
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
        let policy = page.header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'; script-src 'self';"),
            "{policy}"
        );
        let html = page.text();
        assert!(!html.contains("://"), "{html}");
        let sources = html.split([' ', '>']).filter_map(|attribute| {
            let address = attribute.strip_prefix("src=\"");
            let address = address.or_else(|| attribute.strip_prefix("href=\""))?;
            address.strip_suffix('"')
        });
        for source in sources.filter(|source| *source != "data:,") {
            assert!(source.starts_with('/'), "{source}");
            let file = app.get(source).answer().await;
            file.assert_status(200);
            assert!(!file.body.is_empty(), "{source}");
        }
    }
    app.get("/api/docs/other.js")
        .answer()
        .await
        .assert_status(404);
}
