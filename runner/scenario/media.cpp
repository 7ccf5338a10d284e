#include "runner/scenario/media.h"

#include <algorithm>
#include <variant>

namespace wfx {

std::string OpenedBy(const Case& subject, const std::string& name) {
  for (const Step& step : subject.when) {
    const auto* open = std::get_if<OpenStep>(&step.action);
    if (open != nullptr && open->handle.name == name) return open->handle.opens;
  }
  std::string wanted = name;
  // A handle that duplicates itself, which is an error elsewhere, comes to an end too.
  for (std::size_t hops = 0; hops <= subject.given.size(); ++hops) {
    const GivenHandle* found = nullptr;
    for (const Given& given : subject.given) {
      const auto* handle = std::get_if<GivenHandle>(&given.item);
      if (found == nullptr && handle != nullptr && handle->name == wanted) found = handle;
    }
    if (found == nullptr) return {};
    if (found->duplicates.empty()) return found->opens;
    wanted = found->duplicates;
  }
  return {};
}

bool IsMedia(const std::string& object) { return std::ranges::count(kMedia, object) != 0; }

}  // namespace wfx
