#include "runner/process/machine.h"

namespace wfx {

// A kernel that runs is where it runs, whatever was copied onto its disk. Where there is no boot
// id, as on Windows, a copied installation looks like the same machine, and is taken for it.
std::string WhySame(const MachineIdentity& one, const MachineIdentity& other) {
  if (!one.boot_id.empty() && !other.boot_id.empty())
    return one.boot_id == other.boot_id ? "both run under one kernel, boot id " + one.boot_id : "";
  if (!one.installation_id.empty() && !other.installation_id.empty()) {
    return one.installation_id == other.installation_id
               ? "both are one installation, machine id " + one.installation_id
               : "";
  }
  // One runs Windows and the other Linux, or Wine.
  const bool told = (!one.boot_id.empty() || !one.installation_id.empty()) &&
                    (!other.boot_id.empty() || !other.installation_id.empty());
  return told ? "" : "nothing tells them apart";
}

}  // namespace wfx
