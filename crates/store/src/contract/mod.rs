//! What every backend promises, as tests.
//!
//! One function is one promise; it gets an empty store. A backend's test file says
//! how to open one and runs them all, each as a test of its own:
//!
//! ```ignore
//! async fn open() -> (impl store::Store, impl Sized) {
//!     let folder = tempfile::tempdir().expect("makes a folder");
//!     let store = MyStore::open(folder.path()).await.expect("opens");
//!     (store, folder) // The second is kept until the test is over.
//! }
//!
//! store::contract_tests!(open);
//! ```
//!
//! To add a promise: a function in the aggregate's file, and its name in
//! [`contract_cases!`](crate::contract_cases). One that is not named there is dead
//! code, and the compiler says so.

mod client;
mod concurrency;
mod dump;
mod dump_event;
mod dump_list;
mod fixture;
mod label;
mod missing_module;
mod processing;
mod session;
mod signature;
mod signature_rules;
mod statistics;
mod submission;
mod symbol;
mod throttle_rule;
mod transaction;
mod user;

/// Names every promise once, and hands the names to the macro in the brackets.
#[doc(hidden)]
#[macro_export]
macro_rules! contract_cases {
    ([$($then:tt)*] $($open:path)?) => {
        $($then)*! {
            $($open)?;
            dump {
                insert_returns_what_get_finds
                texts_and_sizes_are_kept_exactly
                ids_count_up_and_are_never_given_again
                an_unknown_id_is_none
                bytes_are_found_by_their_sha256
                update_label_changes_the_label_alone
                update_file_changes_the_bytes_and_keeps_the_time
                update_file_clears_the_damage
                concurrent_replacements_hand_out_every_old_name_once
                delete_returns_what_it_was_once
                of_two_concurrent_deletes_one_gets_the_dump
                blobs_are_listed_by_an_inclusive_range_of_names
                damage_is_noted_and_taken_back
                bytes_move_to_the_other_tier_and_back
                of_concurrent_moves_one_succeeds
                new_bytes_are_not_archived
            }
            dump_event {
                a_history_begins_with_the_upload
                every_kind_of_actor_is_kept_with_its_moment
                a_new_label_is_an_event_and_the_same_one_is_none
                a_replacement_tells_of_both_files_and_of_a_new_label
                a_move_is_an_event_once
                damage_is_an_event_when_it_is_news
                a_renamed_label_is_an_event_of_every_dump_that_carried_it
                a_long_history_is_read_from_its_end
                a_change_that_fails_is_no_event
                a_history_goes_with_its_dump
            }
            dump_list {
                every_ordering_is_total_and_breaks_ties_by_id
                pages_visit_every_row_once_in_every_ordering
                a_cursor_outlives_its_row
                the_last_page_has_no_cursor
                label_is_matched_as_a_whole
                q_finds_parts_of_names_and_labels_in_any_ascii_case
                q_has_no_wildcards
                archived_tells_the_tiers_apart
                upload_times_are_bounded_by_a_half_open_range
                sizes_are_bounded_inclusively
                filters_combine_with_every_ordering_and_with_pages
            }
            label {
                labels_come_with_their_counts_most_frequent_first
                a_summary_covers_every_dump_of_the_label
                a_part_of_a_label_has_no_wildcards
                rename_goes_on_until_none_is_left
            }
            missing_module {
                what_most_dumps_lack_comes_first
                what_one_dump_says_of_a_module_is_kept
                counts_follow_the_dumps
                modules_whose_symbols_came_are_left_out
                pages_follow_each_other_by_rank
                servers_are_asked_once_for_each_module
                a_module_is_asked_for_once_whatever_dumps_do
                dumps_that_lacked_symbols_are_queued_step_by_step
                other_symbols_of_a_module_queue_what_was_read_before
                other_servers_are_asked_anew
            }
            processing {
                every_dump_is_claimed_once_the_newest_first
                of_concurrent_claims_each_gets_another
                what_is_nothing_to_process_is_not_queued
                a_report_is_kept_with_its_columns
                new_bytes_are_processed_anew
                what_was_begun_is_put_back_a_few_times
                reports_go_with_their_dump
                dumps_are_told_with_their_groups
                dumps_are_found_by_the_module_of_their_crash
            }
            user {
                insert_returns_what_get_finds
                ids_count_up_and_are_never_given_again
                an_unknown_account_is_none
                addresses_are_compared_byte_by_byte
                a_taken_address_is_refused
                of_concurrent_inserts_of_one_address_one_succeeds
                credentials_hold_the_hash_or_none
                accounts_are_listed_in_order_of_id
                a_part_of_an_address_has_no_case_and_no_wildcards
                update_changes_what_is_given
                an_account_may_keep_its_own_address
                administrators_are_active_and_staff
                delete_returns_what_it_was_once
            }
            session {
                insert_returns_what_get_finds
                a_session_is_the_last_login_of_its_account
                an_unknown_session_is_none
                a_session_needs_its_account
                rotation_goes_from_the_current_token_alone
                the_first_use_of_a_new_token_tells_of_its_arrival
                of_concurrent_rotations_one_succeeds
                an_ended_session_does_not_rotate
                end_keeps_the_first_moment
                end_all_spares_the_exception_and_other_users
                end_all_remembers_its_moment
                live_sessions_are_listed_last_used_first
                expired_sessions_are_forgotten
                sessions_go_with_their_account
            }
            client {
                insert_returns_what_get_finds
                ids_count_up_and_are_never_given_again
                an_unknown_client_is_none
                names_are_taken_in_any_case
                of_concurrent_inserts_of_one_name_one_succeeds
                clients_are_listed_in_order_of_id
                update_changes_the_settings_alone
                a_client_may_keep_its_own_name
                a_new_secret_replaces_the_old_one
                a_use_is_noted_once_it_is_later
                revoke_keeps_the_first_moment
                delete_returns_what_it_was_once
            }
            submission {
                insert_keeps_all_that_came
                a_dump_may_come_alone
                a_report_is_kept_once
                a_report_is_found_when_it_comes_again
                the_same_bytes_of_one_installation_are_kept_once_for_a_while
                attachments_go_with_their_dump
                attachments_are_bytes_to_be_checked
                dumps_are_found_by_where_they_come_from
            }
            symbol {
                insert_returns_what_get_and_find_find
                an_unknown_module_is_none
                of_one_module_the_last_file_is_kept
                pages_follow_each_other_newest_first
                a_part_of_a_name_has_no_wildcards
                those_after_an_id_come_oldest_first
                what_was_fetched_is_counted_the_oldest_first
                delete_returns_what_it_was_once
            }
            signature {
                crashes_with_one_signature_are_a_group
                every_change_of_a_dump_is_counted
                a_group_of_which_something_is_said_stays
                what_is_said_is_kept_with_its_moment
                a_note_replaces_the_one_that_its_writer_knew
                a_resolution_stands_beside_a_dump
                a_crash_opens_what_it_disproves_if_it_still_stands
                pages_visit_every_signature_once_in_every_ordering
                q_and_state_let_through_what_has_them
                origins_and_moments_let_through_what_has_them
                dumps_of_a_group_are_listed_in_every_ordering
                dumps_are_found_by_the_text_of_their_group
                dumps_are_found_by_the_state_of_their_group
                origins_are_bounded_and_the_most_frequent_first
                one_that_is_gone_is_the_one_that_its_crashes_have
                a_report_tells_the_platform_that_its_client_did_not
                the_first_crash_tells_the_version_that_a_group_is_new_in
                versions_are_told_as_long_as_they_have_crashes
            }
            signature_rules {
                every_version_of_the_patterns_is_kept
                the_rules_in_force_are_those_that_were_put
                outdated_crashes_are_listed_the_newest_first
                all_crashes_are_listed_in_pages
                a_crash_goes_over_to_its_new_group
                a_crash_that_has_changed_meanwhile_stays
                a_crash_that_goes_over_may_open_a_group
                a_signature_gets_another_text_that_is_free
            }
            throttle_rule {
                replace_returns_what_list_finds_in_order
                a_rule_that_keeps_its_name_keeps_its_count
                discards_are_added_up
            }
            statistics {
                every_change_is_counted
                every_change_is_counted_by_tier
                a_database_says_what_it_is_and_grows
                days_have_their_labels_and_the_rest_together
            }
            transaction {
                commit_makes_every_step_visible
                dropped_it_changes_nothing
                it_sees_its_own_changes_and_nobody_else_does
                a_taken_address_is_refused_inside
                after_a_failed_step_it_cannot_be_committed
                a_write_outside_waits_for_its_end
                what_it_has_read_stays_true_until_it_commits
                given_up_halfway_it_blocks_nobody
            }
            concurrency {
                concurrent_inserts_all_land
                a_failing_change_fails_alone
                a_dropped_change_happens_wholly_or_not_at_all
            }
        }
    };
}

/// Makes a test of every promise, for a function that opens an empty store.
///
/// The function is `async`, takes nothing, and returns the store and whatever must
/// outlive it.
#[macro_export]
macro_rules! contract_tests {
    ($open:path) => {
        $crate::contract_cases!([$crate::contract_tests_of] $open);
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! contract_tests_of {
    ($open:path; $($aggregate:ident { $($case:ident)* })*) => {$(
        mod $aggregate {
            use super::*;
            $(
                #[tokio::test(flavor = "multi_thread")]
                async fn $case() {
                    let (store, _kept) = $open().await;
                    if let Err(error) = $crate::contract::cases::$aggregate::$case(&store).await {
                        panic!("the store failed: {error:?}");
                    }
                    // Waits for every connection to come back: none may be lost.
                    $crate::Store::close(&store).await;
                }
            )*
        }
    )*};
}

macro_rules! export {
    (; $($aggregate:ident { $($case:ident)* })*) => {
        /// The promises by aggregate, for [`contract_tests!`](crate::contract_tests).
        #[doc(hidden)]
        pub mod cases {$(
            pub mod $aggregate {$(
                pub async fn $case(store: &dyn $crate::Store) -> $crate::Result<()> {
                    $crate::contract::$aggregate::$case(store).await
                }
            )*}
        )*}
    };
}

contract_cases!([export]);
