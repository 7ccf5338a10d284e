// Systems that differ from each other and are all right: no case may fail on any of them.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "runner/model/model.h"

namespace wfx {

struct Variant {
  std::string_view name;  // "pending_20_ms"
  std::string_view what;  // what is different there, one line
  void (*change)(ModelOptions& options);
  // Requirements that tests have shown of Windows and that this system breaks all the same, as
  // other documents let it: their own cases are left out, no other may depend on them.
  std::vector<std::string_view> leaves_out = {};
};

// Each is applied to the personality under examination; a few name their own.
std::span<const Variant> LegalVariants();

}  // namespace wfx
