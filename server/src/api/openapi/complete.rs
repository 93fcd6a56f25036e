//! Adds to the document what holds for every path, so that no annotation repeats it:
//! `Allow`, HEAD, OPTIONS, and the security scheme.

use serde_json::json;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{Operation, Parameter, ParameterIn, PathItem};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{
    Components, ContentBuilder, Header, ObjectBuilder, OpenApi, RefOr, Response, ResponseBuilder,
    Type,
};

use crate::api::resource::allow;

/// What an OPTIONS of a path is refused with: whatever a GET is, before it is looked at.
const REFUSALS_OF_OPTIONS: [&str; 2] = ["401", "403"];

pub(super) fn complete(mut document: OpenApi) -> OpenApi {
    let paths = std::mem::take(&mut document.paths.paths);
    for (path, mut item) in paths {
        let allow = allow_header(&allow(&item));
        item.head = item.get.as_ref().map(head);
        item.options = Some(options(&item));
        for response in operations(&mut item).flat_map(responses) {
            response.headers.insert("Allow".to_owned(), allow.clone());
        }
        // The router's notation for the rest of a path is not that of OpenAPI.
        let path = match path.split_once("{*") {
            Some((start, name)) => format!("{start}{{{name}/"),
            None => path,
        };
        document.paths.paths.insert(path, item);
    }
    document
        .components
        .get_or_insert_with(Components::new)
        .add_security_scheme("bearerAuth", bearer_auth());
    document
}

fn bearer_auth() -> SecurityScheme {
    let scheme = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("JWT")
        .description(Some("An access token."));
    SecurityScheme::Http(scheme.build())
}

fn allow_header(methods: &str) -> Header {
    let schema = ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some([methods]));
    HeaderBuilder::new()
        .description(Some("The methods of this path."))
        .schema(schema.build())
        .build()
}

/// As GET, without a body.
fn head(get: &Operation) -> Operation {
    let mut head = get.clone();
    head.operation_id = operation_id("head", get);
    head.description = Some("As `GET`: the same status and headers, but no body.".to_owned());
    for response in responses(&mut head) {
        response.content.clear();
    }
    head
}

fn options(item: &PathItem) -> Operation {
    let mut options = Operation::new();
    options.summary = Some("Ask for the methods of this path.".to_owned());
    options.description = Some("They are in `Allow`.".to_owned());
    let post = || item.post.as_ref().filter(|post| needs_credentials(post));
    if let Some(model) = item.get.as_ref().or_else(post) {
        options.security.clone_from(&model.security);
        let refusals = model.responses.responses.iter();
        options.responses.responses = refusals
            .filter(|(status, _)| REFUSALS_OF_OPTIONS.contains(&status.as_str()))
            .map(|(status, response)| (status.clone(), response.clone()))
            .collect();
    }
    if let Some(first) = item.get.as_ref().or(item.post.as_ref()) {
        options.operation_id = operation_id("options", first);
        options.tags.clone_from(&first.tags);
        options.parameters = path_parameters(first);
    }
    let content = ContentBuilder::new()
        .schema(Some(ObjectBuilder::new().build()))
        .example(Some(json!({
            "name": "Crash Dump List", "description": "", "renders": ["application/json"],
        })));
    let answer = ResponseBuilder::new()
        .description("What this path is.")
        .content("application/json", content.build());
    let responses = &mut options.responses.responses;
    responses.insert("200".to_owned(), answer.build().into());
    options
}

/// Whether there is no way to ask without them.
fn needs_credentials(operation: &Operation) -> bool {
    let security = operation.security.as_ref();
    security.is_some_and(|ways| !ways.contains(&SecurityRequirement::default()))
}

/// `list_dumps` becomes `head_list_dumps`: an id is unique in a document.
fn operation_id(method: &str, model: &Operation) -> Option<String> {
    let id = model.operation_id.as_ref()?;
    Some(format!("{method}_{id}"))
}

fn path_parameters(operation: &Operation) -> Option<Vec<Parameter>> {
    let parameters = operation.parameters.iter().flatten();
    let in_path = parameters.filter(|parameter| parameter.parameter_in == ParameterIn::Path);
    let in_path: Vec<Parameter> = in_path.cloned().collect();
    (!in_path.is_empty()).then_some(in_path)
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    let PathItem {
        get,
        put,
        post,
        delete,
        options,
        head,
        patch,
        ..
    } = item;
    [get, put, post, delete, options, head, patch]
        .into_iter()
        .flatten()
}

fn responses(operation: &mut Operation) -> impl Iterator<Item = &mut Response> {
    let responses = operation.responses.responses.values_mut();
    responses.filter_map(|response| match response {
        RefOr::T(response) => Some(response),
        RefOr::Ref(_) => None,
    })
}
