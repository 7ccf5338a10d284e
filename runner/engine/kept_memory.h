// Memory that the system may still use.
#pragma once

#include <memory>

namespace wfx {

// Keeps `memory` until the process ends. Any thread.
void KeepForGood(std::shared_ptr<void> memory);

}  // namespace wfx
