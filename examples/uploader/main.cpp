// Uploads crash dumps to a Crash Store; see README.md.
#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>

#include "client.hpp"
#include "failure.hpp"
#include "options.hpp"

namespace {

/// One line of JSON, because a path may hold spaces and line breaks.
void print(const Dump& dump, const std::filesystem::path& file) {
    using Json = nlohmann::ordered_json;
    const Json line = {{"id", dump.id},
                       {"stored_name", dump.stored_name},
                       {"size", dump.size_bytes},
                       {"sha256", dump.sha256},
                       {"file", file.u8string()}};
    std::cout << line.dump(-1, ' ', false, Json::error_handler_t::replace) << std::endl;
}

Exit report(const Failure& failure) {
    std::cerr << "uploader: " << failure.what() << '\n';
    if (failure.exit == Exit::usage) std::cerr << usage;
    return failure.exit;
}

Exit upload_all(const Options& options) {
    Client client(options);
    Exit result = Exit::ok;
    for (const auto& file : options.files) {
        try {
            print(client.upload(file), file);
        } catch (const Failure& failure) {
            result = std::max(result, report(failure));
            // Without a server or credentials the other files would fail alike.
            if (result >= Exit::gave_up) break;
        }
    }
    return result;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        const auto options = parse_options({argv + 1, argv + argc});
        if (!options) std::cout << usage;
        return static_cast<int>(options ? upload_all(*options) : Exit::ok);
    } catch (const Failure& failure) {
        return static_cast<int>(report(failure));
    }
}
