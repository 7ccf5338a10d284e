// Which machine this is, so that one is never taken for two.
#pragma once

#include <string>

namespace wfx {

// What tells machines apart. Empty where it is not to be had.
struct MachineIdentity {
  std::string name;  // as people call it; proves nothing
  // Made by the kernel when it starts: the same in everything that runs on one, in whatever
  // namespace, container or Wine prefix.
  std::string boot_id;
  std::string installation_id;  // Windows' MachineGuid, Linux' machine-id
};

MachineIdentity ThisMachine();

// Why `one` and `other` are the same machine, one clause: "its kernel has our boot id …"; "" = they
// are two. Machines of which nothing can be compared count as one.
std::string WhySame(const MachineIdentity& one, const MachineIdentity& other);

}  // namespace wfx
