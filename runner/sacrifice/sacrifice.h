// What somebody allows to be destroyed.
#pragma once

#include <string>

namespace wfx {

struct Sacrifice {
  std::string device;  // as it was typed; "\\\\.\\X:" is right
  std::string serial;  // of the block that --bless wrote there

  bool operator==(const Sacrifice&) const = default;
};

}  // namespace wfx
