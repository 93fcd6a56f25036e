//! Clients: their secrets, their tokens, and what they may do.

use chrono::TimeDelta;
use model::{Client, ClientId, ClientState, Scope};
use service::{
    Attempt, ClientDraft, Clients, Error, Expiry, IssuedClient, Principal, Result, Staff,
    TokenError, UploadedFile,
};

use crate::support::{CLIENT_SECRET, TestService, label, name};

const MINUTE: TimeDelta = TimeDelta::minutes(1);

#[tokio::test]
async fn a_client_gets_in_with_its_secret() -> Result<()> {
    let service = TestService::new().await;
    let staff = service.staff().await;
    let issued = create(&service.clients, &staff, "nightly", &[Scope::Read]).await?;
    let principal = get_in(&service, &issued.secret).await?;
    assert_eq!(principal.client(), Some(issued.client.id));
    assert_eq!(principal.user(), None);
    // The operator's secret leads to the machines' account, as before.
    let principal = get_in(&service, CLIENT_SECRET).await?;
    assert_eq!(principal.client(), None);
    assert!(principal.member().is_ok());
    Ok(())
}

#[tokio::test]
async fn without_an_operator_s_secret_clients_get_in_all_the_same() -> Result<()> {
    let service = TestService::with(|settings| settings.machine_secret = None).await;
    let staff = service.staff().await;
    let issued = create(&service.clients, &staff, "nightly", &[Scope::Read]).await?;
    assert!(get_in(&service, &issued.secret).await.is_ok());
    Ok(())
}

#[tokio::test]
async fn the_secret_is_kept_nowhere() -> Result<()> {
    let service = TestService::new().await;
    let staff = service.staff().await;
    let issued = create(&service.clients, &staff, "nightly", &[Scope::Read]).await?;
    let rotated = service.clients.rotate(&staff, issued.client.id).await?;
    service.close().await;
    let database = std::fs::read(service.database()).expect("is there");
    for secret in [issued.secret, rotated.secret] {
        let mut windows = database.windows(secret.len());
        assert!(!windows.any(|window| window == secret.as_bytes()));
        assert!(!format!("{:?}", service.service).contains(&secret));
    }
    Ok(())
}

#[tokio::test]
async fn keys_are_of_clients_that_get_in_and_only_upload() -> Result<()> {
    let service = TestService::new().await;
    let staff = service.staff().await;
    let clients = &service.clients;
    let key = create(clients, &staff, "key", &[Scope::Upload]).await?;
    let ended = create(clients, &staff, "ended", &[Scope::Upload]).await?;
    clients.revoke(&staff, ended.client.id).await?;
    create(clients, &staff, "both", &[Scope::Upload, Scope::Read]).await?;
    create(clients, &staff, "reader", &[Scope::Read]).await?;
    let keys = clients.list_keys(&staff).await?;
    assert_eq!(keys, [key.client]);
    Ok(())
}

/// What may be done with each scope alone, and with all of them.
#[tokio::test]
async fn scopes_say_what_a_client_may_do() -> Result<()> {
    use Scope::{Read, Upload, Write};

    let service = TestService::new().await;
    let staff = service.staff().await;
    let read = &["list", "labels", "get", "download", "overview"] as &[&str];
    let write = &["replace", "label", "delete many", "delete"] as &[&str];
    for (number, (scopes, allowed)) in [
        (&[Upload] as &[Scope], vec!["upload"]),
        (&[Read], read.to_vec()),
        (&[Write], [read, write].concat()),
        (&[Upload, Read], [&["upload"], read].concat()),
        (&Scope::ALL, [&["upload"], read, write].concat()),
    ]
    .into_iter()
    .enumerate()
    {
        let client = format!("client {number}");
        let issued = create(&service.clients, &staff, &client, scopes).await?;
        let principal = get_in(&service, &issued.secret).await?;
        for (operation, scope) in OPERATIONS {
            let outcome = operate(&service, &principal, operation).await;
            match scope {
                _ if allowed.contains(&operation) => {
                    assert!(outcome.is_ok(), "{scopes:?} {operation}: {outcome:?}");
                }
                Some(scope) => assert!(
                    matches!(outcome, Err(Error::MissingScope(lacks)) if lacks == scope),
                    "{scopes:?} {operation}: {outcome:?}"
                ),
                None => assert!(
                    matches!(outcome, Err(Error::Forbidden)),
                    "{scopes:?} {operation}: {outcome:?}"
                ),
            }
        }
    }
    // An account may do all of it.
    let member = service.insert_user("a@example.com", false).await;
    let member = service.principal(member.id).await?;
    for (operation, scope) in OPERATIONS {
        let outcome = operate(&service, &member, operation).await;
        let is_for_members = scope.is_some() || operation == "logout";
        assert_eq!(outcome.is_ok(), is_for_members, "{operation}: {outcome:?}");
    }
    Ok(())
}

#[tokio::test]
async fn the_refusal_names_the_scope() {
    let text = Error::MissingScope(Scope::Write).to_string();
    assert_eq!(
        text,
        "This client lacks the scope \"write\". An administrator can give it one."
    );
}

#[tokio::test]
async fn tokens_heed_new_scopes_at_once() -> Result<()> {
    let service = TestService::new().await;
    let staff = service.staff().await;
    let issued = create(&service.clients, &staff, "nightly", &[Scope::Upload]).await?;
    let token = token(&service, &issued.secret).await?;
    assert!(authenticate(&service, &token).await?.reader().is_err());
    let draft = ClientDraft {
        scopes: Some(vec!["read".to_owned()]),
        ..ClientDraft::default()
    };
    let id = issued.client.id;
    service.clients.update(&staff, id, draft).await?;
    let principal = authenticate(&service, &token).await?;
    assert!(principal.reader().is_ok());
    assert!(service.dumps.permit_upload(&principal).is_err());
    Ok(())
}

#[tokio::test]
async fn a_new_secret_ends_the_old_one_and_its_tokens() -> Result<()> {
    let service = TestService::new().await;
    let staff = service.staff().await;
    let old = create(&service.clients, &staff, "nightly", &[Scope::Read]).await?;
    let old_token = token(&service, &old.secret).await?;
    let new = service.clients.rotate(&staff, old.client.id).await?;
    assert_ne!(new.secret, old.secret);
    assert_eq!(new.client.id, old.client.id);
    assert_is_out(&service, &old.secret, &old_token).await;
    assert!(get_in(&service, &new.secret).await.is_ok());
    Ok(())
}

#[tokio::test]
async fn a_revoked_client_is_out_for_good() -> Result<()> {
    let service = TestService::new().await;
    let staff = service.staff().await;
    let issued = create(&service.clients, &staff, "nightly", &[Scope::Read]).await?;
    let old_token = token(&service, &issued.secret).await?;
    let id = issued.client.id;
    let revoked = service.clients.revoke(&staff, id).await?;
    assert_eq!(service.clients.state(&revoked), ClientState::Revoked);
    assert_is_out(&service, &issued.secret, &old_token).await;
    let rotated = service.clients.rotate(&staff, id).await;
    assert!(matches!(rotated, Err(Error::Conflict(_))), "{rotated:?}");
    service.clock.advance(MINUTE);
    assert_eq!(service.clients.revoke(&staff, id).await?, revoked);
    assert_is_out(&service, &issued.secret, &old_token).await;
    Ok(())
}

#[tokio::test]
async fn an_expired_client_is_out_until_it_is_given_longer() -> Result<()> {
    let service = TestService::new().await;
    let staff = service.staff().await;
    let draft = ClientDraft {
        expiry: Expiry::At(service.clock.now() + MINUTE),
        ..draft("nightly", &[Scope::Read])
    };
    let issued = service.clients.create(&staff, draft).await?;
    let old_token = token(&service, &issued.secret).await?;
    service.clock.advance(MINUTE - TimeDelta::microseconds(1));
    assert!(authenticate(&service, &old_token).await.is_ok());
    service.clock.advance(TimeDelta::microseconds(1));
    assert_is_out(&service, &issued.secret, &old_token).await;
    let longer = ClientDraft {
        expiry: Expiry::Never,
        ..ClientDraft::default()
    };
    let id = issued.client.id;
    service.clients.update(&staff, id, longer).await?;
    assert!(get_in(&service, &issued.secret).await.is_ok());
    Ok(())
}

#[tokio::test]
async fn a_deleted_client_is_out_and_its_token_speaks_for_nobody_else() -> Result<()> {
    let service = TestService::new().await;
    let staff = service.staff().await;
    let issued = create(&service.clients, &staff, "nightly", &[Scope::Read]).await?;
    let old_token = token(&service, &issued.secret).await?;
    service.clients.delete(&staff, issued.client.id).await?;
    assert_is_out(&service, &issued.secret, &old_token).await;
    let again = create(&service.clients, &staff, "nightly", &[Scope::Read]).await?;
    assert_ne!(again.client.id, issued.client.id);
    assert_is_out(&service, &issued.secret, &old_token).await;
    Ok(())
}

#[tokio::test]
async fn a_token_of_a_client_is_no_token_of_a_user() -> Result<()> {
    let service = TestService::new().await;
    // The client and this account have the same number.
    let staff = service.staff().await;
    let issued = create(&service.clients, &staff, "nightly", &[Scope::Read]).await?;
    assert_eq!(issued.client.id.0, staff.member().user().id.0);
    let token = token(&service, &issued.secret).await?;
    assert!(authenticate(&service, &token).await?.user().is_none());
    assert!(service.sessions.resume(&token).await?.is_none());
    let refreshed = service.sessions.refresh(&token).await;
    assert!(
        matches!(refreshed, Err(Error::RefreshToken(TokenError::WrongType))),
        "{refreshed:?}"
    );
    Ok(())
}

#[tokio::test]
async fn tokens_of_clients_run_out() -> Result<()> {
    let service = TestService::new().await;
    let staff = service.staff().await;
    let issued = create(&service.clients, &staff, "nightly", &[Scope::Read]).await?;
    let token = token(&service, &issued.secret).await?;
    service.clock.advance(MINUTE * 5);
    let refused = authenticate(&service, &token).await;
    assert!(
        matches!(refused, Err(Error::AccessToken(TokenError::Expired))),
        "{refused:?}"
    );
    Ok(())
}

#[tokio::test]
async fn the_last_use_is_known_to_the_minute() -> Result<()> {
    let service = TestService::new().await;
    let staff = service.staff().await;
    let issued = create(&service.clients, &staff, "nightly", &[Scope::Read]).await?;
    let id = issued.client.id;
    let last_use = || async { service.clients.get(&staff, id).await };
    assert_eq!(last_use().await?.last_used_at, None);
    let token = token(&service, &issued.secret).await?;
    let first = Some(service.clock.now());
    assert_eq!(last_use().await?.last_used_at, first);
    service.clock.advance(MINUTE - TimeDelta::seconds(1));
    authenticate(&service, &token).await?;
    assert_eq!(last_use().await?.last_used_at, first);
    service.clock.advance(TimeDelta::seconds(1));
    authenticate(&service, &token).await?;
    assert_eq!(last_use().await?.last_used_at, Some(service.clock.now()));
    Ok(())
}

#[tokio::test]
async fn wrong_secrets_are_throttled_and_right_ones_are_not() -> Result<()> {
    let service = TestService::with(|settings| settings.login_attempts_per_minute = 2).await;
    let staff = service.staff().await;
    let issued = create(&service.clients, &staff, "nightly", &[Scope::Read]).await?;
    for _ in 0..5 {
        get_in(&service, &issued.secret).await?;
    }
    let revoked = create(&service.clients, &staff, "revoked", &[Scope::Read]).await?;
    service.clients.revoke(&staff, revoked.client.id).await?;
    for _ in 0..2 {
        let refused = token(&service, &revoked.secret).await;
        assert!(
            matches!(refused, Err(Error::WrongClientSecret)),
            "{refused:?}"
        );
    }
    let refused = token(&service, &issued.secret).await;
    assert!(
        matches!(refused, Err(Error::TooManyAttempts { .. })),
        "{refused:?}"
    );
    Ok(())
}

#[tokio::test]
async fn names_differ_in_more_than_their_case() -> Result<()> {
    let service = TestService::new().await;
    let staff = service.staff().await;
    create(&service.clients, &staff, "Nächtlich", &[Scope::Read]).await?;
    let other = create(&service.clients, &staff, "other", &[Scope::Read]).await?;
    let taken = create(&service.clients, &staff, "NÄCHTLICH", &[Scope::Read]).await;
    assert!(is_name_taken(&taken), "{taken:?}");
    let rename = draft("nächtlich ", &[Scope::Read]);
    let id = other.client.id;
    let taken = service.clients.update(&staff, id, rename).await;
    assert!(is_name_taken(&taken), "{taken:?}");
    assert_eq!(service.clients.get(&staff, id).await?.name, "other");
    Ok(())
}

#[tokio::test]
async fn a_change_keeps_what_it_leaves_out() -> Result<()> {
    let service = TestService::new().await;
    let staff = service.staff().await;
    let draft = ClientDraft {
        expiry: Expiry::At(service.clock.now() + MINUTE),
        ..draft("nightly", &[Scope::Read])
    };
    let client = service.clients.create(&staff, draft).await?.client;
    let unchanged = ClientDraft::default();
    let updated = service.clients.update(&staff, client.id, unchanged).await?;
    assert_eq!(updated, client);
    let renamed = ClientDraft {
        name: Some("weekly".to_owned()),
        ..ClientDraft::default()
    };
    let updated = service.clients.update(&staff, client.id, renamed).await?;
    let expected = Client {
        name: "weekly".to_owned(),
        ..client
    };
    assert_eq!(updated, expected);
    Ok(())
}

#[tokio::test]
async fn an_unknown_client_is_not_found() {
    let service = TestService::new().await;
    let staff = service.staff().await;
    let (clients, id) = (&service.clients, ClientId(1));
    let outcomes = [
        clients.get(&staff, id).await.map(drop),
        clients
            .update(&staff, id, ClientDraft::default())
            .await
            .map(drop),
        clients.rotate(&staff, id).await.map(drop),
        clients.revoke(&staff, id).await.map(drop),
        clients.delete(&staff, id).await,
    ];
    for outcome in outcomes {
        assert!(
            matches!(outcome, Err(Error::NotFound("Client"))),
            "{outcome:?}"
        );
    }
}

#[tokio::test]
async fn a_secret_waits_for_the_page_of_whoever_made_it() -> Result<()> {
    let service = TestService::new().await;
    let staff = service.staff().await;
    let other = service.insert_user("other@example.com", true).await;
    let other = service.staff_as(&other).await;
    let issued = create(&service.clients, &staff, "nightly", &[Scope::Read]).await?;
    let (id, secret) = (issued.client.id, issued.secret.clone());
    service.clients.keep_for_page(&staff, issued);
    assert_eq!(service.clients.take_for_page(&other, id), None);
    assert_eq!(service.clients.take_for_page(&staff, id), Some(secret));
    assert_eq!(service.clients.take_for_page(&staff, id), None);
    Ok(())
}

/// Everything that somebody can ask for, and the scope that a client needs for it.
const OPERATIONS: [(&str, Option<Scope>); 14] = [
    ("upload", Some(Scope::Upload)),
    ("list", Some(Scope::Read)),
    ("labels", Some(Scope::Read)),
    ("get", Some(Scope::Read)),
    ("download", Some(Scope::Read)),
    ("overview", Some(Scope::Read)),
    ("replace", Some(Scope::Write)),
    ("label", Some(Scope::Write)),
    ("delete many", Some(Scope::Write)),
    ("delete", Some(Scope::Write)),
    ("users", None),
    ("clients", None),
    ("rotate", None),
    ("logout", None),
];

/// Does it as the faces of the service do: extract a proof, call once.
async fn operate(service: &TestService, principal: &Principal, operation: &str) -> Result<()> {
    let dumps = &service.dumps;
    let id = service.upload(b"content").await?.id;
    let file = async || -> Result<UploadedFile> {
        let mut content = dumps.begin_file();
        content.write(b"other content").await?;
        Ok(UploadedFile {
            original_name: name("app.dmp"),
            content,
        })
    };
    match operation {
        "upload" => {
            let permit = dumps.permit_upload(principal)?;
            dumps
                .create(permit, file().await?, label(""))
                .await
                .map(drop)
        }
        "list" => {
            let query = model::DumpQuery {
                filter: model::DumpFilter::default(),
                ordering: model::DumpOrdering::IdAscending,
                limit: 1,
                after: None,
            };
            dumps.list(&principal.reader()?, &query).await.map(drop)
        }
        "labels" => {
            let reader = principal.reader()?;
            service.labels.list(&reader, "", 1).await.map(drop)
        }
        "get" => dumps.get(&principal.reader()?, id).await.map(drop),
        "download" => dumps.read(&principal.reader()?, id).await.map(drop),
        "overview" => {
            let reader = principal.reader()?;
            service.statistics.overview(&reader).await.map(drop)
        }
        "replace" => {
            let (editor, file) = (principal.editor()?, file().await?);
            dumps.update(&editor, id, Some(file), None).await.map(drop)
        }
        "label" => {
            let label = Some(label("triaged"));
            let editor = principal.editor()?;
            dumps.update(&editor, id, None, label).await.map(drop)
        }
        "delete many" => {
            let editor = principal.editor()?;
            dumps.delete_all(&editor, &[id]).await.map(drop)
        }
        "delete" => dumps.delete(&principal.editor()?, id).await,
        "users" => service.users.list(&principal.staff()?, "").await.map(drop),
        "clients" => service.clients.list(&principal.staff()?).await.map(drop),
        "rotate" => {
            let staff = principal.staff()?;
            service.clients.rotate(&staff, ClientId(1)).await.map(drop)
        }
        "logout" => service.sessions.logout(principal.member()?).await,
        _ => unreachable!("no such operation"),
    }
}

fn draft(name: &str, scopes: &[Scope]) -> ClientDraft {
    ClientDraft {
        name: Some(name.to_owned()),
        scopes: Some(scopes.iter().map(ToString::to_string).collect()),
        ..ClientDraft::default()
    }
}

pub(crate) async fn create(
    clients: &Clients,
    staff: &Staff,
    name: &str,
    scopes: &[Scope],
) -> Result<IssuedClient> {
    clients.create(staff, draft(name, scopes)).await
}

async fn token(service: &TestService, secret: &str) -> Result<String> {
    let attempt = Attempt::default();
    service.sessions.client_token(secret, &attempt).await
}

async fn authenticate(service: &TestService, token: &str) -> Result<Principal> {
    service.sessions.authenticate_access_token(token).await
}

pub(crate) async fn get_in(service: &TestService, secret: &str) -> Result<Principal> {
    authenticate(service, &token(service, secret).await?).await
}

/// Neither the secret nor a token that it has bought is good for anything.
async fn assert_is_out(service: &TestService, secret: &str, old_token: &str) {
    let refused = token(service, secret).await;
    assert!(
        matches!(refused, Err(Error::WrongClientSecret)),
        "{refused:?}"
    );
    let refused = authenticate(service, old_token).await;
    assert!(
        matches!(refused, Err(Error::AccessToken(TokenError::Invalid))),
        "{refused:?}"
    );
}

fn is_name_taken<T>(outcome: &Result<T>) -> bool {
    let Err(Error::Invalid(errors)) = outcome else {
        return false;
    };
    errors.field("name") == ["client with this name already exists."]
}
