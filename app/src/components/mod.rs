//! What pages are made of: a component per file. Components render what they are
//! given; loading is the pages' business.

#[cfg(feature = "ssr")]
mod account_bar;
mod alert;
#[cfg(feature = "ssr")]
mod archive_form;
mod archived_tag;
mod bulk_bar;
mod change_error;
mod change_form;
mod check_box;
mod check_panel;
mod client_fields;
mod client_table;
mod client_tag;
mod code_block;
#[cfg(feature = "ssr")]
mod column_choice;
mod config_table;
mod confirm;
mod connection_notice;
mod copy_button;
mod copyable;
mod crash_stack;
mod credentials_form;
#[cfg(feature = "ssr")]
mod delete_dump;
mod drawn;
#[cfg(feature = "ssr")]
mod drawn_error;
mod drop_anywhere;
mod drop_zone;
#[cfg(feature = "ssr")]
mod dump_facts;
#[cfg(feature = "ssr")]
mod dump_filter;
#[cfg(feature = "ssr")]
mod dump_history;
#[cfg(feature = "ssr")]
mod dump_navigation;
mod dump_table;
mod empty_state;
mod error_view;
mod field;
mod field_error;
#[cfg(any(feature = "ssr", debug_assertions))]
mod figures;
mod filter_fields;
mod filter_form;
#[cfg(feature = "ssr")]
mod first_dump;
mod frame;
#[cfg(feature = "ssr")]
mod header;
mod hex_view;
mod icons;
mod label_field;
#[cfg(feature = "ssr")]
mod label_form;
mod label_link;
mod label_table;
mod leave;
mod loaded;
mod local_time;
mod missing_table;
mod moment;
mod new_dumps;
mod origin_fields;
mod page_links;
mod pagination;
mod panel;
mod progress_bar;
#[cfg(feature = "ssr")]
mod replace_form;
mod replacement_progress;
mod search_form;
mod secret_notice;
mod session_table;
#[cfg(feature = "ssr")]
mod shortcut_help;
mod sign_in_redirect;
mod signature_filter;
mod signature_state;
mod signature_table;
mod signature_tag;
mod signed_in;
mod size;
mod skeleton;
mod snippet_list;
mod sorted_column;
mod stack_copies;
mod storage_facts;
#[cfg(debug_assertions)]
pub(crate) mod style_guide;
#[cfg(feature = "ssr")]
mod submission_panels;
mod submit_button;
mod symbol_table;
mod symbol_upload;
mod table;
mod text_area;
#[cfg(feature = "ssr")]
mod theme_switch;
mod throttle_rule_fields;
mod throttle_rule_table;
mod toasts;
mod upload_list;
mod upload_row;
mod user_table;

pub(crate) use alert::{Alert, Tone};
#[cfg(feature = "ssr")]
pub(crate) use archive_form::ArchiveForm;
pub(crate) use bulk_bar::BulkBar;
pub(crate) use change_error::ChangeError;
pub(crate) use change_form::ChangeForm;
pub(crate) use check_box::CheckBox;
pub(crate) use check_panel::CheckPanel;
pub(crate) use client_fields::ClientFields;
pub(crate) use client_table::{ClientTable, last_use};
pub(crate) use client_tag::ClientTag;
pub(crate) use code_block::CodeBlock;
#[cfg(feature = "ssr")]
pub(crate) use column_choice::ColumnChoice;
pub(crate) use config_table::ConfigTable;
pub(crate) use confirm::Confirm;
pub(crate) use copyable::Copyable;
pub(crate) use crash_stack::CrashStackPanel;
pub(crate) use credentials_form::{CredentialsForm, PasswordKind};
#[cfg(feature = "ssr")]
pub(crate) use delete_dump::DeleteDump;
pub(crate) use drawn::Drawn;
#[cfg(feature = "ssr")]
pub(crate) use drawn_error::DrawnError;
pub(crate) use drop_zone::DropZone;
#[cfg(feature = "ssr")]
pub(crate) use dump_facts::DumpFacts;
#[cfg(feature = "ssr")]
pub(crate) use dump_filter::DumpFilter;
#[cfg(feature = "ssr")]
pub(crate) use dump_history::DumpHistory;
#[cfg(feature = "ssr")]
pub(crate) use dump_navigation::DumpNavigation;
pub(crate) use dump_table::DumpTable;
pub(crate) use empty_state::EmptyState;
pub(crate) use error_view::{ErrorView, NotFound};
pub(crate) use field::Field;
#[cfg(feature = "ssr")]
pub(crate) use figures::Figures;
pub(crate) use filter_form::FilterForm;
#[cfg(feature = "ssr")]
pub(crate) use first_dump::FirstDump;
pub(crate) use frame::Frame;
pub(crate) use hex_view::{HexPart, HexView};
pub(crate) use icons::Icon;
pub(crate) use label_field::LabelField;
#[cfg(feature = "ssr")]
pub(crate) use label_form::LabelForm;
#[cfg(feature = "ssr")]
pub(crate) use label_link::LabelLink;
pub(crate) use label_table::LabelTable;
pub(crate) use leave::Leave;
pub(crate) use loaded::{Loaded, LoadedDrawing};
pub(crate) use local_time::LocalTime;
pub(crate) use missing_table::MissingTable;
pub(crate) use moment::Moment;
pub(crate) use new_dumps::NewDumps;
pub(crate) use page_links::PageLinks;
pub(crate) use pagination::Pagination;
pub(crate) use panel::Panel;
#[cfg(feature = "ssr")]
pub(crate) use replace_form::ReplaceForm;
pub(crate) use replacement_progress::ReplacementProgress;
pub(crate) use search_form::SearchForm;
pub(crate) use secret_notice::SecretNotice;
pub(crate) use session_table::SessionTable;
pub(crate) use signature_filter::SignatureFilter;
pub(crate) use signature_state::{SignatureNoteForm, SignatureStateForms};
pub(crate) use signature_table::SignatureTable;
pub(crate) use signed_in::{for_staff, signed_in};
pub(crate) use size::Size;
pub(crate) use skeleton::{dump_skeleton, table_skeleton};
pub(crate) use snippet_list::SnippetList;
#[cfg(feature = "ssr")]
pub(crate) use stack_copies::StackCopies;
pub(crate) use storage_facts::StorageFacts;
#[cfg(feature = "ssr")]
pub(crate) use submission_panels::SubmissionPanels;
pub(crate) use submit_button::SubmitButton;
pub(crate) use symbol_table::SymbolTable;
pub(crate) use symbol_upload::SymbolUpload;
pub(crate) use text_area::TextArea;
pub(crate) use throttle_rule_fields::ThrottleRuleFields;
pub(crate) use throttle_rule_table::ThrottleRuleTable;
pub(crate) use toasts::{Toasts, use_toasts};
pub(crate) use upload_list::UploadList;
pub(crate) use user_table::{UserTable, last_sign_in};
