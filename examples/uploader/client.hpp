// The two calls of Crash Store's REST API that an uploader needs.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "http.hpp"
#include "options.hpp"

/// What the server says it stored.
struct Dump {
    std::uint64_t id;
    std::string stored_name;
    std::uint64_t size_bytes;
    std::string sha256;
};

class Client {
public:
    explicit Client(Options options);

    /// Sends one file. Throws `Failure`.
    ///
    /// A try whose answer got lost may have been stored all the same; the next
    /// one then makes a second dump with the same SHA-256. Nothing is ever lost.
    Dump upload(const std::filesystem::path& file);

private:
    void fetch_token();

    Options options_;
    Http http_;
    std::optional<std::string> token_;
};
