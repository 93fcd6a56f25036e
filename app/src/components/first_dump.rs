//! How to send the first dump to this very server.

use leptos::prelude::*;

use super::code_block::CodeBlock;
use super::empty_state::EmptyState;
use crate::context::AppContext;
use crate::visit;

#[component]
pub(crate) fn FirstDump() -> impl IntoView {
    let context = AppContext::current();
    let anonymous_upload = context.service.settings().anonymous_upload;
    let command = curl(&visit::origin(&context), anonymous_upload);
    view! {
        <EmptyState title="No dumps yet">
            <p>
                "Send the first one from a shell, with the name of your file in place of app.dmp:"
            </p>
            <CodeBlock what="command" code=command />
            <p>"or choose a file here."</p>
            <p>
                <a class="button button--primary" href="/upload">
                    "Upload a dump"
                </a>
            </p>
        </EmptyState>
    }
}

fn curl(origin: &str, anonymous_upload: bool) -> String {
    let upload = format!("-F label=v1.0 -F file=@app.dmp {origin}/api/dumps/");
    if anonymous_upload {
        return format!("curl {upload}");
    }
    format!(
        "TOKEN=$(curl -s -d client_secret=\"$CLIENT_SECRET\" {origin}/api/auth/client-token/ \\\n  \
         | sed 's/.*\"access\":\"\\([^\"]*\\)\".*/\\1/')\n\
         curl -H \"Authorization: Bearer $TOKEN\" {upload}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_takes_anonymous_uploads_needs_one_command() {
        assert_eq!(
            curl("http://localhost:8000", true),
            "curl -F label=v1.0 -F file=@app.dmp http://localhost:8000/api/dumps/"
        );
    }

    #[test]
    fn a_server_that_wants_credentials_is_asked_for_a_token_first() {
        assert_eq!(
            curl("https://x.example", false),
            r#"TOKEN=$(curl -s -d client_secret="$CLIENT_SECRET" https://x.example/api/auth/client-token/ \
  | sed 's/.*"access":"\([^"]*\)".*/\1/')
curl -H "Authorization: Bearer $TOKEN" -F label=v1.0 -F file=@app.dmp https://x.example/api/dumps/"#
        );
    }
}
