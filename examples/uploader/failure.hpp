// What ends an upload, and the exit status that tells it to the caller.
#pragma once

#include <stdexcept>
#include <string>

/// Exit statuses by weight: of several failures the heaviest is reported.
enum class Exit {
    ok = 0,
    usage = 1,
    unreadable = 2,       ///< a file cannot be read, or changed while it was sent
    refused = 3,          ///< the server's answer is final, and it is no
    gave_up = 4,          ///< no final answer within the allowed retries
    bad_credentials = 5,  ///< the client secret is missing or not accepted
};

struct Failure : std::runtime_error {
    Failure(Exit status, const std::string& message) : std::runtime_error(message), exit(status) {}

    Exit exit;
};
