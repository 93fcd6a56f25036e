#include "client.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "failure.hpp"

namespace {

using nlohmann::json;

std::uint64_t size_of(const std::filesystem::path& file) {
    std::error_code error;
    const std::uint64_t size_bytes = std::filesystem::file_size(file, error);
    if (error) throw Failure(Exit::unreadable, file.u8string() + ": " + error.message());
    return size_bytes;
}

Dump parse_dump(const std::string& body) {
    const json answer = json::parse(body);
    return {answer.at("id"), answer.at("stored_name"), answer.at("size"), answer.at("sha256")};
}

/// Only a 401 puts the blame on the credentials; a 403 or 404 comes from something else.
Failure refusal(const std::string& subject, const Response& response) {
    const Exit exit = response.status == 401 ? Exit::bad_credentials : Exit::refused;
    return Failure(exit, subject + ": " + describe(response));
}

}  // namespace

Client::Client(Options options) : options_(std::move(options)), http_(options_.stall_timeout) {}

Dump Client::upload(const std::filesystem::path& file) {
    const std::string subject = file.u8string();
    std::uint64_t size_bytes = 0;
    const auto attempt = [&] {
        size_bytes = size_of(file);
        return http_.post_file(options_.server + "/api/dumps/", token_, file, options_.label);
    };

    if (options_.secret && !token_) fetch_token();
    Response response = with_retries(options_.retry, subject, attempt);
    if (response.status == 401 && options_.secret) {
        fetch_token();  // they live for minutes: this one has probably expired
        response = with_retries(options_.retry, subject, attempt);
    }
    if (response.status != 201) throw refusal(subject, response);

    try {
        const Dump dump = parse_dump(response.body);
        if (dump.size_bytes == size_bytes) return dump;
        throw Failure(Exit::unreadable, subject + ": changed while it was sent; dump " +
                                            std::to_string(dump.id) + " is not the whole file");
    } catch (const json::exception&) {
        throw Failure(Exit::refused, subject + ": this is no Crash Store: " + describe(response));
    }
}

void Client::fetch_token() {
    const std::string subject = "client token";
    const std::string body = json{{"client_secret", *options_.secret}}.dump(
        -1, ' ', false, json::error_handler_t::replace);
    const Response response = with_retries(options_.retry, subject, [&] {
        return http_.post_json(options_.server + "/api/auth/client-token/", body);
    });
    if (response.status != 200) throw refusal(subject, response);
    try {
        token_ = json::parse(response.body).at("access").get<std::string>();
    } catch (const json::exception&) {
        // Without the body: it may hold a token.
        throw Failure(Exit::refused, subject + ": this is no Crash Store: no token in the answer");
    }
}
