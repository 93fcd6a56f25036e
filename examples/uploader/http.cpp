#include "http.hpp"

#include "failure.hpp"
#include "progress.hpp"

namespace {

/// Far more than the API answers to what this program asks.
constexpr std::size_t longest_answer_bytes = 1024 * 1024;

struct FreeList {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

struct FreeMime {
    void operator()(curl_mime* form) const { curl_mime_free(form); }
};

void check(CURLcode code, const std::string& message) {
    switch (code) {
        case CURLE_OK:
            return;
        case CURLE_URL_MALFORMAT:
            throw Failure(Exit::usage, message);
        case CURLE_READ_ERROR:  // of the file to send
            throw Failure(Exit::unreadable, message);
        case CURLE_WRITE_ERROR:  // from append_answer: this is no answer of Crash Store
            throw Failure(Exit::refused, message);
        // A certificate that is not trusted now will not be in a minute, and so on.
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_CACERT_BADFILE:
        case CURLE_UNSUPPORTED_PROTOCOL:
        case CURLE_UNKNOWN_OPTION:
        case CURLE_OUT_OF_MEMORY:
            throw Failure(Exit::gave_up, message);
        default:
            throw ConnectionError(message);
    }
}

std::size_t append_answer(char* bytes, std::size_t, std::size_t count, void* target) {
    auto& body = *static_cast<std::string*>(target);
    if (body.size() + count > longest_answer_bytes) return 0;  // makes libcurl stop
    body.append(bytes, count);
    return count;
}

int show_progress(void* target, curl_off_t, curl_off_t, curl_off_t total, curl_off_t sent) {
    static_cast<Progress*>(target)->show(static_cast<std::uint64_t>(sent),
                                         static_cast<std::uint64_t>(total));
    return 0;
}

}  // namespace

Http::Http(std::chrono::seconds stall_timeout)
    : easy_(curl_easy_init()), stall_timeout_(stall_timeout) {
    if (!easy_) throw Failure(Exit::gave_up, "libcurl cannot be initialised");
}

Response Http::post_json(const std::string& url, const std::string& body) {
    begin(url);
    const std::unique_ptr<curl_slist, FreeList> headers(
        curl_slist_append(nullptr, "Content-Type: application/json"));
    set(CURLOPT_HTTPHEADER, headers.get());
    set(CURLOPT_POSTFIELDSIZE, static_cast<long>(body.size()));
    set(CURLOPT_POSTFIELDS, body.data());
    return perform();
}

Response Http::post_file(const std::string& url, const std::optional<std::string>& bearer_token,
                         const std::filesystem::path& file,
                         const std::optional<std::string>& label) {
    begin(url);
    const std::string name = file.filename().u8string();
    const std::unique_ptr<curl_mime, FreeMime> form(curl_mime_init(easy_.get()));
    if (label) {
        curl_mimepart* part = curl_mime_addpart(form.get());
        check(curl_mime_name(part, "label"), "label");
        check(curl_mime_data(part, label->data(), label->size()), "label");
    }
    curl_mimepart* part = curl_mime_addpart(form.get());
    check(curl_mime_name(part, "file"), name);
    check(curl_mime_filedata(part, file.string().c_str()), name + ": cannot be read");
    check(curl_mime_filename(part, name.c_str()), name);
    set(CURLOPT_MIMEPOST, form.get());
    // Quotes in a name become \" and not %22: the server takes percent signs as they are.
    set(CURLOPT_MIME_OPTIONS, CURLMIMEOPT_FORMESCAPE);
    if (bearer_token) {
        set(CURLOPT_HTTPAUTH, CURLAUTH_BEARER);
        set(CURLOPT_XOAUTH2_BEARER, bearer_token->c_str());
    }
    Progress progress(name);
    set(CURLOPT_XFERINFODATA, &progress);
    set(CURLOPT_XFERINFOFUNCTION, &show_progress);
    set(CURLOPT_NOPROGRESS, 0L);
    return perform();
}

template <typename Value>
void Http::set(CURLoption option, Value value) {
    check(curl_easy_setopt(easy_.get(), option, value), "this libcurl is too old or incomplete");
}

void Http::begin(const std::string& url) {
    curl_easy_reset(easy_.get());  // forgets the options, keeps the connection
    set(CURLOPT_URL, url.c_str());
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_USERAGENT, "crash-store-uploader/1");
    set(CURLOPT_CONNECTTIMEOUT, static_cast<long>(stall_timeout_.count()));
    set(CURLOPT_LOW_SPEED_LIMIT, 1L);  // bytes per second
    set(CURLOPT_LOW_SPEED_TIME, static_cast<long>(stall_timeout_.count()));
    // Left at libcurl's defaults: certificates are verified, and redirects are
    // not followed, because a redirected POST may lose its body.
}

Response Http::perform() {
    Response response;
    char error[CURL_ERROR_SIZE] = "";
    set(CURLOPT_ERRORBUFFER, error);
    set(CURLOPT_WRITEFUNCTION, &append_answer);
    set(CURLOPT_WRITEDATA, &response.body);
    const CURLcode code = curl_easy_perform(easy_.get());
    check(code, *error ? error : curl_easy_strerror(code));

    const char* redirect_url = nullptr;
    curl_off_t retry_after = 0;
    curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &response.status);
    curl_easy_getinfo(easy_.get(), CURLINFO_REDIRECT_URL, &redirect_url);
    curl_easy_getinfo(easy_.get(), CURLINFO_RETRY_AFTER, &retry_after);
    if (redirect_url) response.redirect_url = redirect_url;
    response.retry_after = std::chrono::seconds(retry_after);
    return response;
}
