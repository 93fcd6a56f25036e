// The command line, checked and turned into values.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "retry.hpp"

struct Options {
    std::string server;                 ///< without a slash at its end
    std::optional<std::string> secret;  ///< none: anonymous
    std::optional<std::string> label;
    RetryPolicy retry;
    std::chrono::seconds stall_timeout{60};
    std::vector<std::filesystem::path> files;
};

extern const char* const usage;

/// No options where `--help` was asked for. Throws `Failure`.
std::optional<Options> parse_options(const std::vector<std::string>& arguments);
