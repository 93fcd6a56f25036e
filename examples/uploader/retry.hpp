// When to try again, and after how long.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "http.hpp"

struct RetryPolicy {
    int retries = 5;
    std::chrono::duration<double> first_delay{1};
};

/// Calls `attempt` until its answer is final; says on standard error why it waits.
///
/// Throws `Failure` with `Exit::gave_up` when the retries are used up.
Response with_retries(const RetryPolicy& policy, const std::string& subject,
                      const std::function<Response()>& attempt);

/// "HTTP 400: " and what the server wrote, on one line.
std::string describe(const Response& response);
