// The token that both sides of a network channel hold in a file of their own.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>

namespace wfx {

class TokenError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// The token in the file `path` (UTF-8), without white space around it. Throws TokenError, one line:
// no such file, somebody else may read it, a token too short to keep anybody out, or no text.
std::string ReadToken(const std::string& path);

// ---- by platform ----

// Who beside its owner may read a file; "" = nobody, or it cannot be told.
std::string WhoElseMayRead(const std::filesystem::path& path);
// The command that makes it so.
std::string HowToKeepPrivate(const std::string& path);

}  // namespace wfx
