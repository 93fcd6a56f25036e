//! Lists of dumps: filters, orderings, pages.

use chrono::TimeDelta;
use futures::stream::{self, StreamExt};
use insta::assert_json_snapshot;
use serde_json::{Value, json};

use crate::support::{Answer, IntoAnswer, TestApp};

/// Names, labels and sizes with ties in each.
const DUMPS: [(&str, &str, usize); 7] = [
    ("b.dmp", "x", 3),
    ("a.dmp", "", 3),
    ("c.dmp", "y", 1),
    ("a.dmp", "x", 5),
    ("дамп.dmp", "Ünï", 2),
    ("a%20b.dmp", "x", 3),
    ("Z.dmp", "", 4),
];

/// A server with [`DUMPS`], an hour between each, and a token to read them.
async fn filled() -> (TestApp, String) {
    let app = TestApp::start().await;
    for (name, label, size) in DUMPS {
        app.upload(name, vec![b'x'; size], label).await;
        app.clock.advance(TimeDelta::hours(1));
    }
    let token = app.user().await;
    (app, token)
}

async fn read(app: &TestApp, token: &str, path: &str) -> Answer {
    app.get(path).bearer_auth(token).answer().await
}

fn ids(answer: &Answer) -> Vec<i64> {
    let dumps = answer.assert_status(200).json();
    let dumps = dumps.as_array().unwrap().iter();
    dumps.map(|dump| dump["id"].as_i64().unwrap()).collect()
}

/// The address in `Link: <…>; rel="next"`.
fn next(answer: &Answer) -> Option<String> {
    let link = answer.header("link").strip_prefix('<')?;
    let (address, relation) = link.split_once('>').unwrap();
    assert_eq!(relation, "; rel=\"next\"");
    Some(address.to_owned())
}

/// Follows the links from page to page; the last page has none.
async fn ids_of_all_pages(app: &TestApp, token: &str, path: &str) -> Vec<i64> {
    let mut all = Vec::new();
    let mut path = Some(path.to_owned());
    while let Some(page) = path {
        let answer = read(app, token, &page).await;
        all.extend(ids(&answer));
        assert!(all.len() <= DUMPS.len(), "the pages go round: {all:?}");
        path = next(&answer);
    }
    all
}

#[tokio::test]
async fn list_without_parameters_is_the_whole_array() {
    let app = TestApp::start().await;
    let token = app.user().await;
    assert_eq!(read(&app, &token, "/api/dumps/").await.text(), "[]");
    app.upload("app.dmp", "content", "v1.2.3").await;
    app.upload("дамп 2.dmp", "other", "").await;
    let answer = read(&app, &token, "/api/dumps/").await;
    assert_json_snapshot!(answer.whole(), { ".body[].stored_name" => "[uuid]" });
    // Compact, and not ASCII alone.
    assert!(
        answer
            .text()
            .starts_with("[{\"id\":1,\"original_name\":\"app.dmp\",")
    );
    assert!(answer.text().contains("\"дамп 2.dmp\""));
}

#[tokio::test]
async fn parameters_that_are_not_known_are_ignored() {
    let (app, token) = filled().await;
    for query in ["page=2", "_=1", "search=x&format=json", "&&=", "LIMIT=1"] {
        let answer = read(&app, &token, &format!("/api/dumps/?{query}")).await;
        assert_eq!(ids(&answer), [1, 2, 3, 4, 5, 6, 7], "{query}");
        assert_eq!(next(&answer), None);
    }
}

#[tokio::test]
async fn pages_go_through_every_ordering_without_gap_or_repetition() {
    let (app, token) = filled().await;
    for (ordering, sorted) in [
        ("id", [1, 2, 3, 4, 5, 6, 7]),
        ("-id", [7, 6, 5, 4, 3, 2, 1]),
        ("time", [1, 2, 3, 4, 5, 6, 7]),
        ("-time", [7, 6, 5, 4, 3, 2, 1]),
        ("size", [3, 5, 1, 2, 6, 7, 4]),
        ("-size", [4, 7, 6, 2, 1, 5, 3]),
        ("original_name", [7, 6, 2, 4, 1, 3, 5]),
        ("label", [2, 7, 1, 4, 6, 3, 5]),
    ] {
        for limit in [1, 2, 3, 7, 1000] {
            let path = format!("/api/dumps/?ordering={ordering}&limit={limit}");
            let paged = ids_of_all_pages(&app, &token, &path).await;
            assert_eq!(paged, sorted, "{ordering} by {limit}");
        }
    }
}

#[tokio::test]
async fn filters_narrow_the_list_on_every_page() {
    let (app, token) = filled().await;
    for (query, found) in [
        ("label=x", vec![1, 4, 6]),
        ("label=", vec![2, 7]),
        ("label=X", vec![]),
        ("label=%C3%9Cn%C3%AF", vec![5]),
        ("q=a.dmp", vec![2, 4]),
        ("q=A.DMP", vec![2, 4]),
        ("q=%D0%B4%D0%B0", vec![5]),
        ("q=%25", vec![6]),
        ("q=_", vec![]),
        ("archived=false", vec![1, 2, 3, 4, 5, 6, 7]),
        ("archived=true", vec![]),
        ("min_size=3", vec![1, 2, 4, 6, 7]),
        ("max_size=3", vec![1, 2, 3, 5, 6]),
        ("min_size=3&max_size=3", vec![1, 2, 6]),
        ("min_size=18446744073709551615", vec![]),
        (
            "uploaded_after=2026-01-02T05:04:05.678901Z",
            vec![3, 4, 5, 6, 7],
        ),
        ("uploaded_before=2026-01-02T05:04:05.678901Z", vec![1, 2]),
        (
            "uploaded_after=2026-01-02T06:04:05.678901%2B01:00",
            vec![3, 4, 5, 6, 7],
        ),
        ("label=x&min_size=4", vec![4]),
        ("label=x&q=b.dmp", vec![1, 6]),
    ] {
        let whole = read(&app, &token, &format!("/api/dumps/?{query}")).await;
        assert_eq!(ids(&whole), found, "{query}");
        let path = format!("/api/dumps/?limit=1&{query}");
        let paged = ids_of_all_pages(&app, &token, &path).await;
        assert_eq!(paged, found, "{query}");
        let backwards: Vec<i64> = found.into_iter().rev().collect();
        let path = format!("/api/dumps/?{query}&limit=1&ordering=-time");
        let paged = ids_of_all_pages(&app, &token, &path).await;
        assert_eq!(paged, backwards, "{query}");
    }
}

#[tokio::test]
async fn stored_name_is_searched() {
    let (app, token) = filled().await;
    let dumps = read(&app, &token, "/api/dumps/").await.json();
    let name = dumps[4]["stored_name"].as_str().unwrap();
    let answer = read(&app, &token, &format!("/api/dumps/?q={name}")).await;
    assert_eq!(ids(&answer), [5]);
}

#[tokio::test]
async fn cursor_stays_good_when_its_row_is_deleted() {
    let (app, token) = filled().await;
    let first = read(&app, &token, "/api/dumps/?ordering=size&limit=3").await;
    assert_eq!(ids(&first), [3, 5, 1]);
    let delete = app.request(reqwest::Method::DELETE, "/api/dumps/1/");
    delete.bearer_auth(&token).answer().await.assert_status(204);
    let second = read(&app, &token, &next(&first).unwrap()).await;
    assert_eq!(ids(&second), [2, 6, 7]);
}

#[tokio::test]
async fn link_is_a_path_with_every_other_parameter() {
    let (app, token) = filled().await;
    let answer = read(&app, &token, "/api/dumps?label=x&limit=1&q=%26&q=.dmp").await;
    let link = next(&answer).unwrap();
    assert!(
        link.starts_with("/api/dumps/?label=x&limit=1&q=%26&q=.dmp&cursor="),
        "{link}"
    );
}

#[tokio::test]
async fn every_bad_parameter_is_named() {
    let (app, token) = filled().await;
    let path = "/api/dumps/?archived=1&uploaded_after=yesterday&uploaded_before=2026-01-02T00:00:00\
                &min_size=-1&max_size=1.5&ordering=name&limit=1001&cursor=x";
    let answer = read(&app, &token, path).await;
    assert_json_snapshot!(answer.whole());
}

#[tokio::test]
async fn limit_is_from_1_to_1000() {
    let (app, token) = filled().await;
    for limit in ["0", "1001", "-1", "x", "", "1e2", "99999999999999999999"] {
        let answer = read(&app, &token, &format!("/api/dumps/?limit={limit}")).await;
        let message = "Must be a whole number from 1 to 1000.";
        answer.assert_fields(&json!({ "limit": [message] }));
    }
}

#[tokio::test]
async fn cursor_of_another_ordering_is_rejected() {
    let (app, token) = filled().await;
    let first = read(&app, &token, "/api/dumps/?ordering=label&limit=1").await;
    let link = next(&first)
        .unwrap()
        .replace("ordering=label", "ordering=id");
    let answer = read(&app, &token, &link).await;
    let message = "This cursor is of a list in another ordering.";
    answer.assert_fields(&json!({ "cursor": [message] }));
}

#[tokio::test]
async fn list_longer_than_a_page_of_the_database_is_whole() {
    let app = TestApp::start().await;
    let token = app.user().await;
    let uploads = (0..1_001).map(|_| app.upload("a.dmp", "x", "many"));
    let dumps: Vec<Value> = stream::iter(uploads).buffer_unordered(32).collect().await;
    assert_eq!(dumps.len(), 1_001);
    for path in ["/api/dumps/", "/api/dumps/by-label/many/"] {
        let answer = read(&app, &token, path).await;
        let expected: Vec<i64> = (1..=1_001).collect();
        assert_eq!(ids(&answer), expected, "{path}");
    }
    let page = read(&app, &token, "/api/dumps/?label=many").await;
    assert_eq!(page.json().as_array().map(Vec::len), Some(100));
    assert!(next(&page).is_some());
}
