#include "options.hpp"

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>

#include "failure.hpp"

const char* const usage =
    "usage: uploader --server URL [OPTION]... FILE...\n"
    "  --server URL           base URL, e.g. https://crashes.example.com\n"
    "  --secret-file FILE     read the client secret from a file\n"
    "  --secret-env NAME      read the client secret from an environment variable\n"
    "                         (neither: upload anonymously)\n"
    "  --label TEXT           label of the dumps, e.g. the version that crashed\n"
    "  --retries N            further tries after a passing failure (default 5)\n"
    "  --retry-delay SECONDS  pause before the first of them, then doubled (default 1)\n"
    "  --timeout SECONDS      end a try in which nothing moves for so long (default 60)\n";

namespace {

double number(const std::string& text, double least) {
    constexpr double most = 86400;
    char* end = nullptr;
    const double value = std::strtod(text.c_str(), &end);
    if (!text.empty() && *end == '\0' && value >= least && value <= most) return value;
    throw Failure(Exit::usage, "not a number in the allowed range: \"" + text + "\"");
}

std::string base_url(std::string url) {
    if (url.rfind("https://", 0) != 0 && url.rfind("http://", 0) != 0) {
        throw Failure(Exit::usage, "--server must begin with https:// or http://");
    }
    while (url.back() == '/') url.pop_back();
    return url;
}

std::string usable_secret(std::string text, const std::string& origin) {
    // Editors and echo end a file with a line break, which is no part of the secret.
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
    if (text.empty()) throw Failure(Exit::bad_credentials, origin + " holds no secret");
    return text;
}

std::string secret_from_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw Failure(Exit::unreadable, path + ": cannot read the secret");
    return usable_secret({std::istreambuf_iterator<char>(file), {}}, path);
}

std::string secret_from_environment(const std::string& name) {
    const char* value = std::getenv(name.c_str());
    return usable_secret(value ? value : "", "the environment variable " + name);
}

}  // namespace

std::optional<Options> parse_options(const std::vector<std::string>& arguments) {
    using Seconds = std::chrono::duration<double>;
    Options options;
    const std::map<std::string, std::function<void(const std::string&)>> setters = {
        {"--server", [&](auto& text) { options.server = base_url(text); }},
        {"--secret-file", [&](auto& path) { options.secret = secret_from_file(path); }},
        {"--secret-env", [&](auto& name) { options.secret = secret_from_environment(name); }},
        {"--label", [&](auto& text) { options.label = text; }},
        {"--retries", [&](auto& n) { options.retry.retries = static_cast<int>(number(n, 0)); }},
        {"--retry-delay", [&](auto& s) { options.retry.first_delay = Seconds(number(s, 0)); }},
        {"--timeout",
         [&](auto& s) { options.stall_timeout = std::chrono::seconds(std::lround(number(s, 1))); }},
    };
    for (auto argument = arguments.begin(); argument != arguments.end(); ++argument) {
        if (*argument == "--help") return std::nullopt;
        if (argument->rfind("--", 0) != 0) {
            options.files.emplace_back(*argument);
            continue;
        }
        const auto setter = setters.find(*argument);
        if (setter == setters.end()) throw Failure(Exit::usage, "unknown option " + *argument);
        if (++argument == arguments.end()) {
            throw Failure(Exit::usage, setter->first + " needs a value");
        }
        setter->second(*argument);
    }
    if (options.server.empty()) throw Failure(Exit::usage, "--server is missing");
    if (options.files.empty()) throw Failure(Exit::usage, "no file to upload");
    return options;
}
