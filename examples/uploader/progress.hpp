// A progress line on standard error, where that is a terminal.
#pragma once

#include <cstdint>
#include <string>

class Progress {
public:
    explicit Progress(std::string subject);
    ~Progress();  // wipes the line, so that messages start on a clean one
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    void show(std::uint64_t sent_bytes, std::uint64_t total_bytes);

private:
    std::string subject_;
    int percent_ = -1;
};
