// Single HTTP requests by libcurl. Knows nothing of Crash Store or of retries.
#pragma once

#include <curl/curl.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

struct Response {
    long status = 0;
    std::string body;
    std::string redirect_url;             ///< where a 3xx points to
    std::chrono::seconds retry_after{0};  ///< 0: the server named no time
};

/// No complete answer came back, for a reason that may pass.
struct ConnectionError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// One connection, kept open between requests. For one thread at a time.
///
/// Requests throw `ConnectionError` where another try may help, else `Failure`.
class Http {
public:
    /// A request that moves no byte for `stall_timeout` is ended; a slow one is not.
    explicit Http(std::chrono::seconds stall_timeout);

    Response post_json(const std::string& url, const std::string& body);

    /// Sends `file` in the form field of that name, streamed from disk, and `label` beside it.
    Response post_file(const std::string& url, const std::optional<std::string>& bearer_token,
                       const std::filesystem::path& file, const std::optional<std::string>& label);

private:
    struct FreeEasy {
        void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
    };

    template <typename Value>
    void set(CURLoption option, Value value);
    void begin(const std::string& url);
    Response perform();

    std::unique_ptr<CURL, FreeEasy> easy_;
    std::chrono::seconds stall_timeout_;
};
