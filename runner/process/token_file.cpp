#include "runner/process/token_file.h"

#include <algorithm>
#include <fstream>

#include "runner/process/program.h"

namespace wfx {
namespace {

// What can be tried in reasonable time is no token.
constexpr std::size_t kShortestToken = 16;
constexpr std::size_t kLongestToken = 4096;

bool IsSpace(char each) { return each == ' ' || each == '\t' || each == '\r' || each == '\n'; }

}  // namespace

std::string ReadToken(const std::string& path) {
  const auto fail = [&](const std::string& problem) {
    throw TokenError("--token-file " + path + ": " + problem);
  };
  const std::filesystem::path file = PathOf(path);
  std::error_code ignored;
  if (std::filesystem::is_directory(file, ignored)) fail("it is a directory");
  std::ifstream stream(file, std::ios::binary);
  if (!stream) fail("there is no such file, or it cannot be read");
  if (const std::string who = WhoElseMayRead(file); !who.empty())
    fail(who + " may read it; " + HowToKeepPrivate(path) + " keeps it private");
  std::string token;
  for (char each = 0; token.size() <= kLongestToken && stream.get(each);) token += each;
  if (token.size() > kLongestToken) fail("it is longer than 4096 bytes");
  while (!token.empty() && IsSpace(token.back())) token.pop_back();
  token.erase(token.begin(), std::ranges::find_if_not(token, IsSpace));
  if (token.size() < kShortestToken) {
    fail("a token has 16 characters at least, and this one has " + std::to_string(token.size()));
  }
  return token;
}

}  // namespace wfx
