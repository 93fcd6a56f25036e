#include "retry.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <random>
#include <thread>

#include "failure.hpp"

namespace {

using Seconds = std::chrono::duration<double>;

/// A server that asks for more is not waited for.
constexpr Seconds longest_wait{300};

/// 408 and 429 ask to come back; a 5xx (507, disk full, among them) may pass.
bool may_pass(long status) { return status == 408 || status == 429 || status >= 500; }

/// Doubles with every retry, up to a minute. The random half keeps a thousand
/// clients that lost the same server from coming back at the same moment.
Seconds backoff(const RetryPolicy& policy, int retry) {
    thread_local std::mt19937 random{std::random_device{}()};
    const Seconds full = std::min(Seconds{60}, policy.first_delay * std::exp2(retry));
    return full * std::uniform_real_distribution<double>(0.5, 1.0)(random);
}

}  // namespace

Response with_retries(const RetryPolicy& policy, const std::string& subject,
                      const std::function<Response()>& attempt) {
    for (int retry = 0;; ++retry) {
        Seconds wait = backoff(policy, retry);
        std::string reason;
        try {
            const Response response = attempt();
            if (!may_pass(response.status)) return response;
            reason = describe(response);
            wait = std::max(wait, Seconds(response.retry_after));
        } catch (const ConnectionError& error) {
            reason = error.what();
        }
        if (retry == policy.retries || wait > longest_wait) {
            throw Failure(Exit::gave_up, subject + ": gave up: " + reason);
        }
        std::fprintf(stderr, "uploader: %s: %s; trying again in %.1f s\n", subject.c_str(),
                     reason.c_str(), wait.count());
        std::this_thread::sleep_for(wait);
    }
}

std::string describe(const Response& response) {
    constexpr std::size_t enough_bytes = 300;
    std::string text = response.body.substr(0, enough_bytes);
    const auto is_control = [](unsigned char byte) { return byte < ' ' || byte == 0x7f; };
    std::replace_if(text.begin(), text.end(), is_control, ' ');
    if (!response.redirect_url.empty()) text = "redirects to " + response.redirect_url;
    return "HTTP " + std::to_string(response.status) + ": " + text;
}
