#include "runner/engine/judge_applies.h"

#include <algorithm>
#include <string_view>

#include "runner/engine/judge_texts.h"

namespace wfx {
namespace {

// Where the bytes of a case go.
struct Ground {
  std::string_view file_system;  // as the system names it
  bool remote = false;
};

Ground GroundOf(const Case& subject, const TargetFacts& target) {
  for (const Given& given : subject.given) {
    const auto* handle = std::get_if<GivenHandle>(&given.item);
    if (handle == nullptr) continue;
    if (handle->opens == "raw_volume") return {"RAW", false};
    if (handle->opens == "volume" || handle->opens == "disk")
      return {target.sacrificial_file_system, false};
  }
  return {target.file_system, target.remote};
}

// The word "applies_to" has for a file system; "" = none.
std::string_view KindOf(std::string_view file_system) {
  if (file_system == "FAT12" || file_system == "FAT16" || file_system == "FAT32") return "FAT";
  constexpr std::string_view kKnown[] = {"NTFS", "FAT", "exFAT", "ReFS", "RAW"};
  return std::ranges::find(kKnown, file_system) == std::end(kKnown) ? "" : file_system;
}

bool Applies(std::string_view word, const Ground& ground) {
  if (word == "local") return !ground.remote;
  if (word == "SMB" || ground.remote) return word == "SMB" && ground.remote;
  const std::string_view kind = KindOf(ground.file_system);
  return kind.empty() || kind == word;
}

}  // namespace

std::string WhyNotApplicable(const Case& subject, const TargetFacts& target) {
  const Ground ground = GroundOf(subject, target);
  const auto applies = [&](const std::string& word) { return Applies(word, ground); };
  if (subject.applies_to.empty() || std::ranges::any_of(subject.applies_to, applies)) return "";
  const std::string words = Joined(subject.applies_to, ", ");
  return "applies to " + (words == "local" ? "local file systems" : words) + "; this is " +
         (ground.remote ? "a share" : std::string(ground.file_system));
}

}  // namespace wfx
