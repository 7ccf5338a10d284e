#include "runner/engine/kept_memory.h"

#include <mutex>
#include <utility>
#include <vector>

namespace wfx {

void KeepForGood(std::shared_ptr<void> memory) {
  static std::mutex mutex;
  // Never destroyed: what it holds outlives the program's end.
  static auto& kept = *new std::vector<std::shared_ptr<void>>;
  const std::lock_guard lock(mutex);
  kept.push_back(std::move(memory));
}

}  // namespace wfx
