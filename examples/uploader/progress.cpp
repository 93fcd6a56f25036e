#include "progress.hpp"

#include <cstdio>
#include <utility>

#ifdef _WIN32
#include <io.h>
#define isatty _isatty
#define fileno _fileno
#else
#include <unistd.h>
#endif

Progress::Progress(std::string subject) : subject_(std::move(subject)) {}

Progress::~Progress() {
    if (percent_ >= 0) std::fputs("\r\x1b[K", stderr);
}

void Progress::show(std::uint64_t sent_bytes, std::uint64_t total_bytes) {
    if (total_bytes == 0 || !isatty(fileno(stderr))) return;
    const int percent = static_cast<int>(sent_bytes * 100 / total_bytes);
    if (percent == percent_) return;
    percent_ = percent;
    std::fprintf(stderr, "\r\x1b[K%s: %3d %% of %.1f MiB", subject_.c_str(), percent,
                 static_cast<double>(total_bytes) / (1024 * 1024));
}
