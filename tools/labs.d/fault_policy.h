// What the file system of the lab `fault` does to writes. Words as they stand in the file
// kPolicyFile: "delay_ms=5 errno=EIO after=10 count=3".
#pragma once

#include <cerrno>
#include <chrono>
#include <cstdint>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>

namespace wfx::labs {

inline constexpr char kPolicyFile[] = "/.wfx_fault";

struct Policy {
  std::chrono::milliseconds delay{};  // before each write
  int error = 0;                      // an errno that a write fails with
  std::uint64_t after = 0;            // that many writes pass first
  std::uint64_t count = ~0ULL;        // and that many fail
  std::uint64_t most = ~0ULL;         // bytes that a write takes, of however many
  std::uint64_t align = 1;            // EINVAL for an offset or a length that is no multiple
  std::uint64_t room = ~0ULL;         // bytes that a file may have: beyond that it is full
  std::uint64_t space = 0;     // bytes for all files together, as long as they are; 0 = the host's
  bool spares_makers = false;  // nothing of this for who has made the file, by that open file
  int locks = 0;               // the errno of a write into a range that another has locked
};

// 0 for a name that is none of these.
inline int ErrnoOf(const std::string& name) {
  static const std::map<std::string, int> kNames = {
      {"EACCES", EACCES}, {"EAGAIN", EAGAIN}, {"EBUSY", EBUSY},         {"EDQUOT", EDQUOT},
      {"EFBIG", EFBIG},   {"EIO", EIO},       {"EINVAL", EINVAL},       {"ENODEV", ENODEV},
      {"ENOMEM", ENOMEM}, {"ENOSPC", ENOSPC}, {"ENOTCONN", ENOTCONN},   {"EPERM", EPERM},
      {"EROFS", EROFS},   {"ESTALE", ESTALE}, {"ETIMEDOUT", ETIMEDOUT}, {"ENXIO", ENXIO}};
  const auto found = kNames.find(name);
  return found == kNames.end() ? 0 : found->second;
}

// What `words` ask for. Throws std::invalid_argument, one line, when a word is none.
inline Policy PolicyOf(const std::string& words) {
  Policy policy;
  std::istringstream stream(words);
  for (std::string word; stream >> word;) {
    const std::size_t equals = word.find('=');
    const std::string name = word.substr(0, equals);
    const std::string value = equals == word.npos ? "" : word.substr(equals + 1);
    const bool is_number =
        !value.empty() && value.size() < 19 && value.find_first_not_of("0123456789") == value.npos;
    const std::uint64_t number = is_number ? std::stoull(value) : 0;
    if (is_number && name == "delay_ms") {
      policy.delay = std::chrono::milliseconds(number);
    } else if (ErrnoOf(value) != 0 && name == "errno") {
      policy.error = ErrnoOf(value);
    } else if (ErrnoOf(value) != 0 && name == "locks") {
      policy.locks = ErrnoOf(value);
    } else if (is_number && name == "after") {
      policy.after = number;
    } else if (is_number && name == "count") {
      policy.count = number;
    } else if (number != 0 && name == "most") {
      policy.most = number;
    } else if (number != 0 && name == "align") {
      policy.align = number;
    } else if (is_number && name == "room") {
      policy.room = number;
    } else if (number != 0 && name == "space") {
      policy.space = number;
    } else if (word == "spare=maker") {
      policy.spares_makers = true;
    } else {
      throw std::invalid_argument(
          "\"" + word +
          "\" is no word of a policy; delay_ms=N, errno=NAME, after=N, "
          "count=N, most=N, align=N, room=N, space=N, locks=NAME and spare=maker are");
    }
  }
  return policy;
}

}  // namespace wfx::labs
