// SHA-256 (FIPS 180-4), by which the record names the exact file of a provider.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace wfx {

// Gives the digest of `bytes` as 64 lower-case hexadecimal digits. Safe to call from any thread.
std::string Sha256Hex(std::string_view bytes);

// The same of a file's contents, read in pieces. Throws std::runtime_error, naming the file, when
// it cannot be read.
std::string Sha256HexOfFile(const std::filesystem::path& path);

}  // namespace wfx
