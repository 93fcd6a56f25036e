//! Answers that refuse a request, where several handlers share them.

#![expect(dead_code, reason = "only their descriptions are used")]

use utoipa::IntoResponses;

use super::schemas::{Detail, FieldErrors};

/// For paths that need an active account.
#[derive(IntoResponses)]
#[response(
    status = 401,
    description = "No credentials, or bad ones.",
    headers(("WWW-Authenticate" = String, description = "`Bearer realm=\"api\"`")),
    examples(
        ("none" = (summary = "No credentials", value = json!({
            "detail": "Authentication credentials were not provided.",
        }))),
        ("invalid" = (summary = "A token that is not to be believed", value = json!({
            "detail": "Given token not valid for any token type",
            "code": "token_not_valid",
            "messages": [{
                "token_class": "AccessToken", "token_type": "access",
                "message": "Token is expired",
            }],
        }))),
        ("malformed" = (summary = "`Bearer` without exactly one token", value = json!({
            "detail": "Authorization header must contain two space-delimited values",
            "code": "bad_authorization_header",
        }))),
        ("inactive" = (summary = "A deactivated account", value = json!({
            "detail": "User is inactive", "code": "user_inactive",
        }))),
        ("deleted" = (summary = "A deleted account", value = json!({
            "detail": "User not found", "code": "user_not_found",
        }))),
    ),
)]
pub(crate) struct Unauthorized(Detail);

/// For paths where credentials may be left out, but must be good where they are not.
#[derive(IntoResponses)]
#[response(
    status = 401,
    description = "A bad bearer token came along, although none is needed.",
    headers(("WWW-Authenticate" = String, description = "`Bearer realm=\"api\"`")),
    example = json!({
        "detail": "Given token not valid for any token type",
        "code": "token_not_valid",
        "messages": [{
            "token_class": "AccessToken", "token_type": "access", "message": "Token is invalid",
        }],
    }),
)]
pub(crate) struct BadBearer(Detail);

#[derive(IntoResponses)]
#[response(
    status = 403,
    description = "The account is not staff.",
    example = json!({ "detail": "You do not have permission to perform this action." }),
)]
pub(crate) struct Forbidden(Detail);

#[derive(IntoResponses)]
#[response(
    status = 403,
    description = "A client whose scopes leave this out.",
    example = json!({
        "detail": "This client lacks the scope \"write\". An administrator can give it one.",
    }),
)]
pub(crate) struct MissingScope(Detail);

#[derive(IntoResponses)]
#[response(
    status = 404,
    description = "There is no such dump.",
    examples(
        ("unknown" = (summary = "A number", value = json!({
            "detail": "No CrashDump matches the given query.",
        }))),
        ("no_id" = (summary = "Anything else", value = json!({ "detail": "Not found." }))),
    ),
)]
pub(crate) struct NoSuchDump(Detail);

#[derive(IntoResponses)]
#[response(
    status = 404,
    description = "There is no such account.",
    examples(
        ("unknown" = (summary = "A number", value = json!({
            "detail": "No User matches the given query.",
        }))),
        ("no_id" = (summary = "Anything else", value = json!({ "detail": "Not found." }))),
    ),
)]
pub(crate) struct NoSuchUser(Detail);

#[derive(IntoResponses)]
#[response(
    status = 404,
    description = "There is no such client.",
    examples(
        ("unknown" = (summary = "A number", value = json!({
            "detail": "No Client matches the given query.",
        }))),
        ("no_id" = (summary = "Anything else", value = json!({ "detail": "Not found." }))),
    ),
)]
pub(crate) struct NoSuchClient(Detail);

#[derive(IntoResponses)]
#[response(
    status = 409,
    description = "The client is revoked.",
    example = json!({ "detail": "This client is revoked for good. Create another one." }),
)]
pub(crate) struct RevokedClient(Detail);

#[derive(IntoResponses)]
#[response(
    status = 409,
    description = "It is the last active administrator.",
    example = json!({
        "detail": "This is the last active administrator. Make another user staff first.",
    }),
)]
pub(crate) struct LastAdministrator(Detail);

/// For bodies that hold fields alone.
#[derive(IntoResponses)]
pub(crate) enum BadFields {
    #[response(
        status = 408,
        description = "The body did not come in time.",
        example = json!({
            "detail": "The body of the request did not come in time. Nothing was changed; send it again.",
        }),
    )]
    Timeout(Detail),
    #[response(
        status = 413,
        description = "The fields are larger than 2.5 MiB.",
        example = json!({ "detail": "The fields of this request are larger than 2.5 MiB." }),
    )]
    TooLarge(Detail),
    #[response(
        status = 415,
        description = "A media type or content coding that is not taken here.",
        example = json!({ "detail": "Unsupported media type \"text/plain\" in request." }),
    )]
    MediaType(Detail),
}

/// For bodies that may hold a dump.
#[derive(IntoResponses)]
pub(crate) enum BadForm {
    #[response(
        status = 400,
        description = "Fields at fault, or a body that cannot be read. Nothing was changed.",
        examples(
            ("no_file" = (summary = "No file", value = json!({
                "file": ["No file was submitted."],
            }))),
            ("text" = (summary = "A text instead of a file", value = json!({
                "file": ["The submitted data was not a file. Check the encoding type on the form."],
            }))),
            ("several" = (summary = "Several fields", value = json!({
                "file": ["The submitted file is empty."],
                "label": ["Ensure this field has no more than 255 characters."],
            }))),
            ("body" = (summary = "No boundary", value = json!({
                "detail": "Multipart form parse error - Invalid boundary in multipart: None",
            }))),
        ),
    )]
    Fields(super::schemas::BadRequest),
    #[response(
        status = 408,
        description = "The body did not come in time. Nothing was changed.",
        example = json!({
            "detail": "The body of the request did not come in time. Nothing was changed; send it again.",
        }),
    )]
    Timeout(Detail),
    #[response(
        status = 413,
        description = "The file is larger than `[limits] max_upload_bytes`, or the other fields \
            are larger than 2.5 MiB.",
        example = json!({
            "detail": "The file is larger than the 17179869184 bytes this server takes.",
        }),
    )]
    TooLarge(Detail),
    #[response(
        status = 415,
        description = "A media type or content coding that is not taken here.",
        example = json!({ "detail": "Unsupported media type \"application/json\" in request." }),
    )]
    MediaType(Detail),
    #[response(
        status = 507,
        description = "The server's storage is full. Nothing was stored.",
        example = json!({
            "detail": "The server's storage is full. Nothing was stored; try again later.",
        }),
    )]
    StorageFull(Detail),
}

#[derive(IntoResponses)]
#[response(
    status = 404,
    description = "There is no such symbol file.",
    examples(
        ("unknown" = (summary = "A number", value = json!({
            "detail": "No Symbol matches the given query.",
        }))),
        ("no_id" = (summary = "Anything else", value = json!({ "detail": "Not found." }))),
    ),
)]
pub(crate) struct NoSuchSymbol(Detail);

#[derive(IntoResponses)]
#[response(
    status = 404,
    description = "There is no such signature.",
    examples(
        ("unknown" = (summary = "A number", value = json!({
            "detail": "No Signature matches the given query.",
        }))),
        ("no_id" = (summary = "Anything else", value = json!({ "detail": "Not found." }))),
    ),
)]
pub(crate) struct NoSuchSignature(Detail);

/// For what is said of signatures.
#[derive(IntoResponses)]
#[response(
    status = 400,
    description = "Fields at fault, or a body that cannot be read. Nothing was changed.",
    examples(
        ("state" = (summary = "An unknown state", value = json!({
            "state": ["Must be one of open, resolved, ignored."],
        }))),
        ("version" = (summary = "A version of what is not resolved", value = json!({
            "resolved_in": ["Only with \"state\": \"resolved\"."],
        }))),
        ("no_json" = (summary = "No JSON", value = json!({
            "detail": "JSON parse error - expected value at line 1 column 10",
        }))),
    ),
)]
pub(crate) struct BadSignature(super::schemas::BadRequest);

/// For lists of patterns.
#[derive(IntoResponses)]
#[response(
    status = 400,
    description = "Fields at fault, or a body that cannot be read. Nothing was changed.",
    examples(
        ("missing" = (summary = "A missing list", value = json!({
            "sentinel": ["This field is required."],
        }))),
        ("long" = (summary = "A long pattern", value = json!({
            "prefix": ["Line 3 is longer than 255 characters."],
        }))),
        ("many" = (summary = "Many patterns", value = json!({
            "ignore": ["There are more than 2000 patterns."],
        }))),
    ),
)]
pub(crate) struct BadPatterns(super::schemas::BadRequest);

#[derive(IntoResponses)]
#[response(
    status = 409,
    description = "Another dry run is under way.",
    example = json!({
        "detail": "Another dry run is under way. Try again when it is over.",
    }),
)]
pub(crate) struct DryRunUnderWay(Detail);

/// For bodies that hold symbol files.
#[derive(IntoResponses)]
pub(crate) enum BadSymbols {
    #[response(
        status = 400,
        description = "Something else than symbol files, or a body that cannot be read. Nothing \
            was changed.",
        examples(
            ("none" = (summary = "No file", value = json!({
                "symbol_file": ["There is no symbol file in this request: send the bytes of one, \
                    a form with it as symbol_file, or a ZIP of .sym files."],
            }))),
            ("other" = (summary = "Another format", value = json!({
                "symbol_file": ["This is no symbol file of Breakpad's: its first line is not \
                    \"MODULE <system> <processor> <identifier> <name>\". dump_syms makes such \
                    files."],
            }))),
        ),
    )]
    Files(super::schemas::BadRequest),
    #[response(
        status = 408,
        description = "The body did not come in time. Nothing was changed.",
        example = json!({
            "detail": "The body of the request did not come in time. Nothing was changed; send it again.",
        }),
    )]
    Timeout(Detail),
    #[response(
        status = 413,
        description = "The files, unpacked, are larger than `[symbols] max_bytes`.",
        example = json!({
            "detail": "The file is larger than the 4294967296 bytes this server takes.",
        }),
    )]
    TooLarge(Detail),
    #[response(
        status = 415,
        description = "A content coding that is not taken here.",
        example = json!({ "detail": "Unsupported content coding \"br\" in request." }),
    )]
    ContentCoding(Detail),
    #[response(
        status = 507,
        description = "The server's storage is full. Nothing was stored.",
        example = json!({
            "detail": "The server's storage is full. Nothing was stored; try again later.",
        }),
    )]
    StorageFull(Detail),
}

/// For moves between the tiers.
#[derive(IntoResponses)]
pub(crate) enum NotMovable {
    #[response(
        status = 409,
        description = "The server has no archive: `[archive] dir` is not set.",
        example = json!({
            "detail": "This server has no archive. Set [archive] dir in its configuration and start it again.",
        }),
    )]
    NoArchive(Detail),
    #[response(
        status = 410,
        description = "The server has lost or damaged the bytes. Nothing was changed.",
        example = json!({
            "detail": "The file of this dump has changed on the server's disk.",
        }),
    )]
    Damaged(Detail),
    #[response(
        status = 507,
        description = "There is no room where the bytes are to go. Nothing was changed.",
        example = json!({
            "detail": "The server's storage is full. Nothing was stored; try again later.",
        }),
    )]
    StorageFull(Detail),
}

/// For guessing.
#[derive(IntoResponses)]
#[response(
    status = 429,
    description = "Too many failures from this address or for this account.",
    headers(("Retry-After" = u64, description = "Seconds to wait.")),
    example = json!({ "detail": "Too many attempts. Try again later." }),
)]
pub(crate) struct TooManyAttempts(Detail);

/// For accounts as they are filled in.
#[derive(IntoResponses)]
#[response(
    status = 400,
    description = "Fields at fault, or a body that cannot be read. Nothing was changed.",
    examples(
        ("missing" = (summary = "Missing fields", value = json!({
            "email": ["This field is required."], "password": ["This field is required."],
        }))),
        ("email" = (summary = "No address", value = json!({
            "email": ["Enter a valid email address."],
        }))),
        ("taken" = (summary = "An address in use", value = json!({
            "email": ["user with this email already exists."],
        }))),
        ("password" = (summary = "A weak password", value = json!({
            "password": [
                "This password is too short. It must contain at least 8 characters.",
                "This password is too common.",
                "This password is entirely numeric.",
            ],
        }))),
        ("no_object" = (summary = "JSON, but no object", value = json!({
            "non_field_errors": ["Invalid data. Expected a dictionary, but got list."],
        }))),
        ("no_json" = (summary = "No JSON", value = json!({
            "detail": "JSON parse error - expected value at line 1 column 10",
        }))),
    ),
)]
pub(crate) struct BadAccount(super::schemas::BadRequest);

/// For clients as they are filled in.
#[derive(IntoResponses)]
#[response(
    status = 400,
    description = "Fields at fault, or a body that cannot be read. Nothing was changed.",
    examples(
        ("missing" = (summary = "Missing fields", value = json!({
            "name": ["This field is required."], "scopes": ["This field is required."],
        }))),
        ("taken" = (summary = "A name in use", value = json!({
            "name": ["client with this name already exists."],
        }))),
        ("scope" = (summary = "An unknown scope", value = json!({
            "scopes": ["Must be some of upload, read, write."],
        }))),
        ("past" = (summary = "An expiry that has passed", value = json!({
            "expires_at": ["Must be in the future. To end a client now, revoke it."],
        }))),
        ("no_json" = (summary = "No JSON", value = json!({
            "detail": "JSON parse error - expected value at line 1 column 10",
        }))),
    ),
)]
pub(crate) struct BadClient(super::schemas::BadRequest);

#[derive(IntoResponses)]
#[response(
    status = 409,
    description = "A report that was made before texts were kept.",
    example = json!({
        "detail": "The report of this dump was made before texts were kept. Process the dump again.",
    }),
)]
pub(crate) struct NoText(Detail);

/// For lists of throttle rules.
#[derive(IntoResponses)]
#[response(
    status = 400,
    description = "Rules at fault, or a body that cannot be read. Nothing was changed.",
    examples(
        ("fields" = (summary = "Fields of the first rule and of the second", value = json!({
            "[0].share": ["Must be a whole number from 0 to 100."],
            "[1].name": ["Another rule has this name."],
        }))),
        ("no_json" = (summary = "No list", value = json!({
            "detail": "JSON parse error - invalid type: map, expected a list of rules at line 1 column 0",
        }))),
    ),
)]
pub(crate) struct BadThrottleRules(super::schemas::BadRequest);

/// For queries.
#[derive(IntoResponses)]
#[response(
    status = 400,
    description = "A parameter that cannot be read.",
    example = json!({ "limit": ["Must be a whole number from 1 to 1000."] }),
)]
pub(crate) struct BadParameters(FieldErrors);
