//! An answer that has come to its end.

use std::collections::BTreeMap;

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde::Serialize;
use serde_json::Value;

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// What a snapshot keeps of an answer.
#[derive(Serialize)]
pub(crate) struct WholeAnswer {
    status: u16,
    pub(crate) headers: BTreeMap<String, String>,
    body: Value,
}

impl Answer {
    pub(super) async fn read(response: reqwest::Response) -> Self {
        Self {
            status: response.status(),
            headers: response.headers().clone(),
            body: response.bytes().await.unwrap(),
        }
    }

    /// The value of a header; `""` when there is none.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|_| panic!("{} is no JSON: {:?}", self.status, self.body))
    }

    pub(crate) fn text(&self) -> &str {
        str::from_utf8(&self.body).unwrap()
    }

    /// The `detail` of an error.
    pub(crate) fn detail(&self) -> String {
        self.json()["detail"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    #[track_caller]
    pub(crate) fn assert_status(&self, status: u16) -> &Self {
        assert_eq!(self.status.as_u16(), status, "{:?}", self.body);
        self
    }

    /// Asserts an error of the shape `{"detail": text}`.
    #[track_caller]
    pub(crate) fn assert_detail(&self, status: u16, detail: &str) {
        self.assert_status(status);
        assert_eq!(self.json(), serde_json::json!({ "detail": detail }));
    }

    /// Asserts an error of the shape `{field: [message]}`.
    #[track_caller]
    pub(crate) fn assert_fields(&self, fields: &Value) {
        self.assert_status(400);
        assert_eq!(&self.json(), fields);
    }

    /// Everything but the date.
    pub(crate) fn whole(&self) -> WholeAnswer {
        WholeAnswer {
            body: if self.body.is_empty() {
                Value::Null
            } else {
                self.json()
            },
            ..self.whole_without_body()
        }
    }

    /// Everything but the date and a body that is not JSON.
    pub(crate) fn whole_without_body(&self) -> WholeAnswer {
        let headers = self.headers.iter().filter(|(name, _)| *name != "date");
        WholeAnswer {
            status: self.status.as_u16(),
            headers: headers
                .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
                .collect(),
            body: Value::Null,
        }
    }
}
