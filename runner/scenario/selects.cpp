// Selects cases by a pattern on their full ids.
#include "runner/scenario/catalogue.h"

namespace wfx {

bool Matches(std::string_view glob, std::string_view text) {
  // Where to go on when a later part does not fit: the last '*' takes one character more.
  std::size_t star = std::string_view::npos, retry = 0, g = 0, t = 0;
  while (t < text.size()) {
    if (g < glob.size() && glob[g] == '*') {
      star = g++;
      retry = t;
    } else if (g < glob.size() && (glob[g] == '?' || glob[g] == text[t])) {
      ++g;
      ++t;
    } else if (star != std::string_view::npos) {
      g = star + 1;
      t = ++retry;
    } else {
      return false;
    }
  }
  return glob.find_first_not_of('*', g) == std::string_view::npos;
}

bool Selects(std::string_view glob, std::string_view full_id) {
  if (glob.find('@') != std::string_view::npos) return Matches(glob, full_id);
  const std::string_view id = full_id.substr(0, full_id.find('@'));
  if (Matches(glob, id)) return true;
  const std::size_t slash = id.rfind('/');
  const bool has_case =
      slash != std::string_view::npos && id.find('=', slash) != std::string_view::npos;
  return has_case && Matches(glob, id.substr(0, slash));
}

}  // namespace wfx
